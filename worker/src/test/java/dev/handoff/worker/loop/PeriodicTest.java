package dev.handoff.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class PeriodicTest {

  private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

  @Test
  void callsGoOnAfterOneThatThrew() throws Exception {
    Periodic.Body throwing =
        () -> {
          calls.add("call");
          throw calls.size() % 2 == 0 ? new KafkaException("away") : new IllegalStateException();
        };
    try (Periodic periodic = new Periodic("throwing", Duration.ofMillis(1), throwing)) {
      periodic.start();

      assertThat(poll()).isNotNull();
      assertThat(poll()).isNotNull();
      assertThat(poll()).isNotNull();
    }
  }

  @Test
  void aCallOutOfTurnDoesNotWaitForThePause() throws Exception {
    try (Periodic periodic = new Periodic("slow", Duration.ofDays(1), () -> calls.add("call"))) {
      periodic.start();
      poll();

      periodic.soon();

      assertThat(poll()).isEqualTo("call");
    }
  }

  @Test
  void startedAfterAPauseItMakesNoCallAtOnce() throws Exception {
    try (Periodic periodic = new Periodic("later", Duration.ofDays(1), () -> calls.add("call"))) {
      periodic.startAfterPause();

      periodic.execute(() -> calls.add("task"));

      assertThat(poll()).isEqualTo("task");
      assertThat(calls).isEmpty();
    }
  }

  @Test
  void startedAfterAPauseItCallsAgainAndAgain() throws Exception {
    try (Periodic periodic = new Periodic("soon", Duration.ofMillis(1), () -> calls.add("call"))) {
      periodic.startAfterPause();

      assertThat(poll()).isNotNull();
      assertThat(poll()).isNotNull();
    }
  }

  @Test
  void aCallHereAndNowIsMadeOnTheThreadOfTheCallerAndThrowsNothing() {
    Periodic.Body throwing =
        () -> {
          calls.add(Thread.currentThread().getName());
          throw new IllegalStateException();
        };
    try (Periodic periodic = new Periodic("throwing", Duration.ofDays(1), throwing)) {
      periodic.call();

      assertThat(calls).containsExactly(Thread.currentThread().getName());
    }
  }

  @Test
  void closeEndsACallThatWaits() throws Exception {
    CountDownLatch isRunning = new CountDownLatch(1);
    Periodic.Body waiting =
        () -> {
          isRunning.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            calls.add("ended");
          }
        };
    Periodic periodic = new Periodic("waiting", Duration.ofMillis(1), waiting);
    periodic.start();
    isRunning.await();

    periodic.close();

    assertThat(calls).containsExactly("ended");
  }

  @Test
  void aCallMayCloseItsOwnLoop() throws Exception {
    CompletableFuture<Periodic> itself = new CompletableFuture<>();
    Periodic.Body closing =
        () -> {
          itself.join().close();
          calls.add("closed");
        };
    Periodic periodic = new Periodic("closing", Duration.ofMillis(1), closing);
    periodic.start();
    itself.complete(periodic);

    assertThat(calls.poll(5, TimeUnit.SECONDS)).isEqualTo("closed");
  }

  @Test
  void tasksRunOnTheThreadOfTheCalls() throws Exception {
    CompletableFuture<Thread> ofTask = new CompletableFuture<>();
    CompletableFuture<Thread> ofLater = new CompletableFuture<>();
    try (Periodic periodic =
        new Periodic(
            "named", Duration.ofDays(1), () -> calls.add(Thread.currentThread().getName()))) {
      periodic.start();

      periodic.execute(() -> ofTask.complete(Thread.currentThread()));
      periodic.schedule(Duration.ofMillis(1), () -> ofLater.complete(Thread.currentThread()));

      assertThat(poll()).isEqualTo("named");
      assertThat(ofTask.get(30, TimeUnit.SECONDS)).isSameAs(ofLater.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void afterItsCloseNothingOfItRuns() throws Exception {
    CountDownLatch isRunning = new CountDownLatch(1);
    Periodic periodic =
        new Periodic(
            "closed",
            Duration.ofMillis(1),
            () -> {
              isRunning.countDown();
              calls.add("begun");
              calls.add("ended");
            });
    periodic.start();
    isRunning.await();

    periodic.close();
    int atClose = calls.size();
    periodic.soon();
    periodic.schedule(Duration.ZERO, () -> calls.add("late"));

    assertThat(calls).hasSize(atClose);
    assertThat(atClose % 2).isZero();
  }

  private String poll() throws InterruptedException {
    return calls.poll(30, TimeUnit.SECONDS);
  }
}
