package dev.handoff.worker.loop;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Repeats a request until it succeeds: the broker does not announce its return. */
public final class Patience {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private Patience() {}

  /**
   * Returns the first answer that is no failure. The loop runs every request and what depends on
   * the answer; when the loop ends, so do the requests.
   *
   * @param onFailure receives each failure
   */
  public static <T> CompletableFuture<T> ask(
      EventLoop loop, Supplier<CompletableFuture<T>> question, Consumer<Throwable> onFailure) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    ask(loop, question, onFailure, answer);
    return answer;
  }

  /** Like {@link #ask}, after a request that failed just now: pauses first. */
  public static <T> CompletableFuture<T> askAgain(
      EventLoop loop, Supplier<CompletableFuture<T>> question, Consumer<Throwable> onFailure) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.schedule(PAUSE, () -> ask(loop, question, onFailure, answer));
    return answer;
  }

  private static <T> void ask(
      EventLoop loop,
      Supplier<CompletableFuture<T>> question,
      Consumer<Throwable> onFailure,
      CompletableFuture<T> answer) {
    question
        .get()
        .whenCompleteAsync(
            (value, failure) -> {
              if (failure == null) {
                answer.complete(value);
              } else {
                onFailure.accept(failure);
                loop.schedule(PAUSE, () -> ask(loop, question, onFailure, answer));
              }
            },
            loop);
  }
}
