package dev.handoff.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class SlotLoopTest {

  private final SlotLoop loop = new SlotLoop();

  @Test
  void stepsRunInOrderOnTheThreadThatWaits() throws Exception {
    List<String> steps = new ArrayList<>();
    CompletableFuture<String> answer = new CompletableFuture<>();
    CompletableFuture<Thread> result =
        answer
            .thenApplyAsync(steps::add, loop)
            .thenApplyAsync(isAdded -> steps.add("then"), loop)
            .thenApplyAsync(isAdded -> Thread.currentThread(), loop);
    new Thread(() -> answer.complete("first")).start();

    assertThat(loop.await(result)).isSameAs(Thread.currentThread());

    assertThat(steps).containsExactly("first", "then");
  }

  @Test
  void aScheduledStepRunsOnTheThreadThatWaits() throws Exception {
    CompletableFuture<Thread> result = new CompletableFuture<>();
    loop.schedule(Duration.ofMillis(5), () -> result.complete(Thread.currentThread()));

    assertThat(loop.await(result)).isSameAs(Thread.currentThread());
  }

  @Test
  void aDefectInAStepIsThrownAsItIs() {
    IllegalStateException defect = new IllegalStateException("a defect");
    CompletableFuture<Object> result =
        CompletableFuture.supplyAsync(
            () -> {
              throw defect;
            },
            loop);

    assertThatThrownBy(() -> loop.await(result)).isSameAs(defect);
  }

  @Test
  void anErrorInAStepIsThrownAsItIs() {
    AssertionError error = new AssertionError("an error");

    assertThatThrownBy(() -> loop.await(CompletableFuture.failedFuture(error))).isSameAs(error);
  }

  @Test
  void aThreadThatIsInterruptedWaitsNoLonger() throws Exception {
    FutureTask<Object> waiting = new FutureTask<>(() -> loop.await(new CompletableFuture<>()));
    Thread thread = new Thread(waiting);
    thread.start();

    thread.interrupt();

    assertThatThrownBy(waiting::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }
}
