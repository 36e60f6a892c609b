package dev.handoff.worker.attempt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs child processes under the script {@code supervisor.sh}, which kills them if this process
 * dies or freezes, and comes back only when nothing of them lives.
 */
final class Supervisor {

  private static final String SCRIPT = script();

  private final Isolation isolation;
  private final Sandbox sandbox;
  private final Duration grace;
  private final Duration silence;
  private final StopSignal stop;
  private final AttemptListener listener;

  Supervisor(Hold hold, AttemptSettings settings, StopSignal stop, AttemptListener listener) {
    this.isolation = hold.isolation();
    this.sandbox = hold.sandbox();
    this.listener = listener;
    this.grace = settings.killGrace();
    this.silence = settings.silence();
    this.stop = stop;
  }

  /** What all children of a worker are held by. */
  record Hold(Isolation isolation, Sandbox sandbox) {}

  /**
   * Runs the child to its end.
   *
   * @param watch called several times a second while it runs
   * @throws IOException if the supervisor itself fails, or something of the child survives KILL
   */
  Ending run(Child child, Output output, Runnable watch) throws IOException, InterruptedException {
    if (stop.why().isPresent()) {
      return new Ending.Stopped(stop.why().get());
    }
    Optional<Duration> until = listener.mayStartUntil();
    if (until.isEmpty()) {
      stop.raise(StopSignal.Why.LEASE_LOST);
      return new Ending.Stopped(StopSignal.Why.LEASE_LOST);
    }
    Strays strays = Strays.of(child.environment());
    Process process = start(child, until.get());
    try {
      Supervision supervision = new Supervision(process, child, grace, stop);
      supervision.send(orders(child));
      Optional<Ending> cut = supervision.untilEnd(output, watch);
      strays.end();
      supervision.finishOutput();
      return cut.isPresent() ? cut.get() : told(supervision);
    } finally {
      // Only a failure or an interrupt leaves something alive here.
      close(process);
      strays.end();
    }
  }

  private Ending told(Supervision supervision) throws IOException {
    Ending ending = supervision.told();
    if (ending instanceof Ending.Stopped tooLate) {
      stop.raise(tooLate.why());
    }
    return ending;
  }

  // End of file makes the script kill what it can reach.
  private static void close(Process process) throws InterruptedException {
    try {
      process.getOutputStream().close();
    } catch (IOException gone) {
      // It had ended before the last word to it.
      process.destroyForcibly();
    }
    if (!process.waitFor(Supervision.KILL_MILLIS, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
  }

  private Process start(Child child, Duration until) throws IOException {
    List<String> command = new ArrayList<>(isolation.prefix(sandbox, child));
    command.addAll(List.of("bash", "-p", "-c", SCRIPT, "supervisor", isolation.label()));
    command.add("%d.%03d".formatted(silence.toSeconds(), silence.toMillisPart()));
    command.add(child.tree().toString());
    command.add(child.network() ? "on" : "off");
    command.add(String.valueOf(until.toMillis() / 10));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().retainAll(List.of("PATH", "LANG", "LC_ALL"));
    return builder.start();
  }

  private static byte[] orders(Child child) {
    List<String> records = new ArrayList<>();
    records.add(child.folder());
    records.add(String.valueOf(child.command().size()));
    records.addAll(child.command());
    child.environment().forEach((name, value) -> records.add(name + "=" + value));
    records.add("");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String record : records) {
      bytes.writeBytes(record.getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
    }
    return bytes.toByteArray();
  }

  private static String script() {
    try (InputStream in = Supervisor.class.getResourceAsStream("supervisor.sh")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("supervisor.sh is part of the worker's jar", e);
    }
  }
}
