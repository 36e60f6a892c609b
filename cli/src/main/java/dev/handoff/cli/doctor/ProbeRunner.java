package dev.handoff.cli.doctor;

import dev.handoff.cli.doctor.check.Check;
import dev.handoff.cli.doctor.check.UnansweredCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs several probes at once, each within a time limit. */
final class ProbeRunner implements AutoCloseable {

  // Created before any probe: SLF4J warns if several threads create the first logger at once.
  private static final Logger LOG = LoggerFactory.getLogger(ProbeRunner.class);

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          look -> {
            Thread thread = new Thread(look, "doctor");
            thread.setDaemon(true); // a probe that hangs must not delay the exit
            return thread;
          });

  /**
   * The results in the order of the probes. One that fails or is late gives {@link
   * UnansweredCheck}.
   */
  List<Check> within(Duration limit, List<Probe> looks) throws InterruptedException {
    List<Future<List<Check>>> answers =
        threads.invokeAll(
            looks.stream().map(Probe::look).toList(), limit.toMillis(), TimeUnit.MILLISECONDS);
    List<Check> checks = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      checks.addAll(answer(looks.get(i).name(), answers.get(i), limit));
    }
    return checks;
  }

  private static List<Check> answer(String name, Future<List<Check>> answer, Duration limit)
      throws InterruptedException {
    try {
      return answer.get();
    } catch (CancellationException late) {
      return List.of(new UnansweredCheck(name, "no answer within " + limit.toSeconds() + " s"));
    } catch (ExecutionException e) {
      LOG.debug("The look at {} broke", name, e);
      return List.of(new UnansweredCheck(name, String.valueOf(causeOf(e).getMessage())));
    }
  }

  /** What the call of a future has thrown. */
  static Throwable causeOf(ExecutionException failure) {
    return Objects.requireNonNullElse(failure.getCause(), failure);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
