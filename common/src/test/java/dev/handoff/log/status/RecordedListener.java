package dev.handoff.log.status;

import static org.awaitility.Awaitility.await;

import dev.handoff.job.JobEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps all that a subscription is told; a test waits for what it expects. */
final class RecordedListener implements EventListener {

  private final List<RecordedEvent> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger caughtUp = new AtomicInteger();
  private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();

  @Override
  public void onEvent(RecordedEvent event) {
    events.add(event);
  }

  @Override
  public void onCaughtUp() {
    caughtUp.incrementAndGet();
  }

  @Override
  public void onFailure(RuntimeException failure) {
    failures.add(failure);
  }

  List<JobEvent> events() {
    return events.stream().map(RecordedEvent::event).toList();
  }

  List<Long> offsets() {
    return events.stream().map(RecordedEvent::offset).toList();
  }

  int caughtUp() {
    return caughtUp.get();
  }

  List<RuntimeException> failures() {
    return List.copyOf(failures);
  }

  void awaitEvents(int count) {
    awaitSoon(() -> events.size() >= count);
  }

  void awaitCaughtUp() {
    awaitSoon(() -> caughtUp.get() > 0);
  }

  void awaitFailure() {
    awaitSoon(() -> !failures.isEmpty());
  }

  /** Looks at once: a hundred listeners are waited for one after the other. */
  private static void awaitSoon(Callable<Boolean> condition) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(condition);
  }
}
