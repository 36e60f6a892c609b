package dev.handoff.worker.attempt.child;

import dev.handoff.worker.attempt.child.ChildExit.Exited;
import dev.handoff.worker.attempt.child.ChildExit.Unable;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows one supervised process from the attempt's thread: sends beats to its supervisor, and ends
 * it when its time is over or the attempt is stopped.
 */
final class Supervision {

  static final long KILL_MILLIS = 5_000;

  private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LOOK_MILLIS = 100;
  private static final Pattern TOLD = Pattern.compile("exit \\d{1,3}|unable .*|late");
  // Printed before there is a supervisor.
  private static final String UNJOINED = "unjoined";
  private static final int SECRET_BYTES = 16;

  private final Process process;
  private final Child child;
  private final Duration grace;
  private final StopSignal stop;
  private final String secret = newSecret();
  private final CompletableFuture<String> word;
  private final long start = System.nanoTime();
  private long lastBeat = start;
  private @Nullable OutputPump pump;

  Supervision(Process process, Child child, Duration grace, StopSignal stop) {
    this.process = process;
    this.child = child;
    this.grace = grace;
    this.stop = stop;
    this.word = firstWord(process, child.job(), secret);
  }

  private static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Prefix of each line of the supervisor, so that lines of other processes that write into its
   * pipe are ignored.
   */
  String secret() {
    return secret;
  }

  /**
   * Returns when the supervisor and all processes that it can reach are gone.
   *
   * @return why the child was ended; empty if it ended by itself
   * @throws IOException if the supervisor does not end
   */
  Optional<ChildExit> untilEnd(Output output, Runnable look)
      throws IOException, InterruptedException {
    OutputPump started = OutputPump.start(process, output, child.job());
    pump = started;
    Optional<ChildExit> due = Optional.empty();
    // A supervisor may die without a report: where only a process group isolates a job, it can
    // kill it.
    while (!word.isDone() && process.isAlive() && due.isEmpty()) {
      beat();
      stop.awaitOr(word, LOOK_MILLIS);
      look.run();
      due = due(started);
    }
    if (word.isDone() || due.isEmpty()) {
      kill();
      return Optional.empty();
    }
    terminate();
    kill();
    // Meanwhile there may be a more urgent reason to stop.
    return due.get() instanceof ChildExit.Stopped ? due(started) : due;
  }

  /** Waits until the output is passed on. */
  void finishOutput() throws InterruptedException {
    if (pump != null) {
      pump.finish(KILL_MILLIS);
    }
  }

  private Optional<ChildExit> due(OutputPump output) {
    if (stop.why().isPresent()) {
      return Optional.of(new ChildExit.Stopped(stop.why().get()));
    }
    if (stop.shortage().isPresent()) {
      return Optional.of(new ChildExit.OutOfRoom());
    }
    long now = System.nanoTime();
    if (now - start >= child.limit().toNanos()) {
      return Optional.of(new ChildExit.TimedOut());
    }
    long idle = child.idle().toNanos();
    return idle > 0 && now - output.lastOutput() >= idle
        ? Optional.of(new ChildExit.Idle())
        : Optional.empty();
  }

  private void beat() {
    long now = System.nanoTime();
    if (now - lastBeat >= BEAT_NANOS) {
      lastBeat = now;
      send("beat");
    }
  }

  // Sends TERM to all processes and gives them time to end, unless that would do harm.
  private void terminate() throws InterruptedException {
    long until = System.nanoTime() + grace.toNanos();
    if (!isUrgent()) {
      send("TERM");
    }
    while (!word.isDone() && System.nanoTime() < until && !isUrgent()) {
      beat();
      process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void kill() throws IOException, InterruptedException {
    send("KILL");
    if (!process.waitFor(KILL_MILLIS, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
    if (!process.waitFor(KILL_MILLIS, TimeUnit.MILLISECONDS)) {
      throw new IOException("process " + process.pid() + " of the job does not end after KILL");
    }
  }

  // Another worker may run the job already, or all further output takes disk room of others.
  private boolean isUrgent() {
    return stop.why().filter(StopSignal.Why::isImmediate).isPresent()
        || stop.shortage().isPresent();
  }

  // The supervisor may be gone at any time; its exit then says why, not a broken pipe.
  void send(byte[] words) {
    try {
      OutputStream pipe = process.getOutputStream();
      pipe.write(words);
      pipe.flush();
    } catch (IOException gone) {
      return;
    }
  }

  private void send(String order) {
    send((order + "\n").getBytes(StandardCharsets.UTF_8));
  }

  // Read on its own thread, which ends with the supervisor; empty if it ended without a report.
  private static CompletableFuture<String> firstWord(Process process, String name, String secret) {
    CompletableFuture<String> word = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              StringBuilder other = new StringBuilder();
              try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  String said =
                      line.startsWith(secret + " ") ? line.substring(secret.length() + 1) : "";
                  if (TOLD.matcher(said).matches() || line.equals(UNJOINED)) {
                    word.complete(said.isEmpty() ? line : said);
                  } else if (other.length() < 2000) {
                    other.append(line).append(' ');
                  }
                }
              } catch (IOException closed) {
                other.append(closed.getMessage());
              }
              word.complete(other.toString());
            },
            "supervisor-" + name);
    reader.setDaemon(true);
    reader.start();
    return word;
  }

  /** Whether nothing was started because the control group was removed before it was joined. */
  boolean wasNotJoined() {
    return word.getNow("").equals(UNJOINED);
  }

  /** Whether it is known that the child ended with exit code 0. */
  boolean endedWell() {
    return word.getNow("").equals("exit 0");
  }

  /**
   * How the child ended by itself.
   *
   * @throws IOException if the supervisor ended without a report
   */
  ChildExit told() throws IOException {
    // The pipe that carries it closes at the latest when the last process ends.
    String said = word.completeOnTimeout("", KILL_MILLIS, TimeUnit.MILLISECONDS).join();
    if (!TOLD.matcher(said).matches()) {
      throw new IOException(
          "the supervisor ended without a report of how the job's process ended: "
              + PlainText.line(said, 300));
    }
    if (said.equals("late")) {
      return new ChildExit.Stopped(StopSignal.Why.LEASE_LOST);
    }
    String text = said.substring(said.indexOf(' ') + 1);
    return said.startsWith("exit ") ? new Exited(Integer.parseInt(text)) : new Unable(text);
  }
}
