package dev.handoff.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuickRunnersTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final QuickRunners runners = new QuickRunners(threads);

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  @Test
  void tasksThatBlockAllRunAtOnce() throws Exception {
    CountDownLatch begun = new CountDownLatch(512);
    CountDownLatch over = new CountDownLatch(1);

    for (int i = 0; i < 512; i++) {
      runners.run(() -> begunAndWaits(begun, over));
    }

    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    over.countDown();
  }

  @Test
  void tasksBehindOneThatBlocksComeToTheirEnd() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(100);

    runners.run(() -> begunAndWaits(begun, over));
    IntStream.range(0, 50).forEach(i -> runners.run(ended::countDown));
    runners.run(() -> begunAndWaits(begun, over));
    IntStream.range(0, 50).forEach(i -> runners.run(ended::countDown));

    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(over.getCount()).isOne();
    over.countDown();
  }

  @Test
  void shortTasksShareOneThread() {
    List<Runnable> begun = new ArrayList<>();
    List<Integer> ended = new ArrayList<>();
    QuickRunners stepped = new QuickRunners(begun::add);
    IntStream.range(0, 100).forEach(i -> stepped.run(() -> ended.add(i)));

    begun.get(0).run();

    assertThat(ended).hasSize(100).isSorted();
    assertThat(begun).as("the thread that runs them, and the one that looks after it").hasSize(2);
  }

  @Test
  void tasksThatComeLaterRunToo() {
    List<Runnable> begun = new ArrayList<>();
    List<String> ended = new ArrayList<>();
    QuickRunners stepped = new QuickRunners(begun::add);
    stepped.run(() -> ended.add("first"));
    begun.forEach(Runnable::run);
    begun.clear();

    stepped.run(() -> ended.add("second"));
    begun.forEach(Runnable::run);

    assertThat(ended).containsExactly("first", "second");
  }

  @Test
  void aTaskThatFailsKeepsNoOtherFromRunning() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);

    runners.run(
        () -> {
          throw new AssertionError("a defect");
        });
    runners.run(ended::countDown);

    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskThatIsRefusedDoesNotRunLater() {
    List<String> ended = new ArrayList<>();
    List<Runnable> begun = new ArrayList<>();
    boolean[] isClosed = {true};
    QuickRunners refusing =
        new QuickRunners(
            task -> {
              if (isClosed[0]) {
                throw new RejectedExecutionException("closed");
              }
              begun.add(task);
            });

    assertThatThrownBy(() -> refusing.run(() -> ended.add("refused")))
        .isInstanceOf(RejectedExecutionException.class);
    isClosed[0] = false;
    refusing.run(() -> ended.add("accepted"));
    begun.forEach(Runnable::run);

    assertThat(ended).containsExactly("accepted");
  }

  private static void begunAndWaits(CountDownLatch begun, CountDownLatch over) {
    begun.countDown();
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
