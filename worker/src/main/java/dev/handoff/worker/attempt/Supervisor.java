package dev.handoff.worker.attempt;

import dev.handoff.worker.attempt.Ending.Exited;
import dev.handoff.worker.attempt.Ending.Unable;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Runs child processes under the script {@code supervisor.sh}, which kills them if this process
 * dies or freezes, and comes back only when nothing of them lives.
 */
final class Supervisor {

  private static final String SCRIPT = script();
  private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK_MILLIS = 100;
  private static final long KILL_MILLIS = 5_000;

  private static final Pattern TOLD = Pattern.compile("exit \\d{1,3}|unable .*");

  private final Isolation isolation;
  private final Duration grace;
  private final Duration silence;
  private final StopSignal stop;

  Supervisor(Isolation isolation, AttemptSettings settings, StopSignal stop) {
    this.isolation = isolation;
    this.grace = settings.killGrace();
    this.silence = settings.silence();
    this.stop = stop;
  }

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
    Strays strays = Strays.of(child.environment());
    Process process = start(child);
    try {
      send(process, orders(child));
      String name = child.environment().get("HANDOFF_JOB_ID");
      OutputPump pump = OutputPump.start(process, output, name);
      CompletableFuture<String> word = firstWord(process, name);
      Ending ending = new Watch(process, child, pump, word).untilEnd(watch);
      strays.end();
      pump.finish(KILL_MILLIS);
      return ending;
    } finally {
      // Only a failure or an interrupt leaves it alive here: end of file makes the script kill.
      process.getOutputStream().close();
      if (!process.waitFor(KILL_MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private Process start(Child child) throws IOException {
    List<String> command = new ArrayList<>(isolation.prefix(child.network()));
    command.addAll(List.of("bash", "-p", "-c", SCRIPT, "supervisor", isolation.label()));
    command.add(String.valueOf(Math.max(1, silence.toSeconds())));
    command.add(child.tree().toString());
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

  // The supervisor may be gone at any time, and then says why by its end, not by a broken pipe.
  private static void send(Process process, byte[] words) {
    try {
      OutputStream pipe = process.getOutputStream();
      pipe.write(words);
      pipe.flush();
    } catch (IOException gone) {
      return;
    }
  }

  private static void send(Process process, String word) {
    send(process, (word + "\n").getBytes(StandardCharsets.UTF_8));
  }

  // On a thread of its own, which ends with the supervisor; empty if it ended without a word.
  private static CompletableFuture<String> firstWord(Process process, String name) {
    CompletableFuture<String> word = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              StringBuilder other = new StringBuilder();
              try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  if (TOLD.matcher(line).matches()) {
                    word.complete(line);
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

  private static Ending told(String word) throws IOException {
    if (!TOLD.matcher(word).matches()) {
      throw new IOException(
          "the supervisor of the job's process ended and did not tell how that had ended: "
              + PlainText.line(word, 300));
    }
    String text = word.substring(word.indexOf(' ') + 1);
    return word.startsWith("exit ") ? new Exited(Integer.parseInt(text)) : new Unable(text);
  }

  /** Follows one process; all on the attempt's thread. */
  private final class Watch {
    private final Process process;
    private final Child child;
    private final OutputPump pump;
    private final CompletableFuture<String> word;
    private final long start = System.nanoTime();
    private long lastBeat = start;

    Watch(Process process, Child child, OutputPump pump, CompletableFuture<String> word) {
      this.process = process;
      this.child = child;
      this.pump = pump;
      this.word = word;
    }

    Ending untilEnd(Runnable look) throws IOException, InterruptedException {
      Ending due = null;
      while (!word.isDone() && due == null) {
        beat();
        stop.awaitOr(word, LOOK_MILLIS);
        look.run();
        due = due();
      }
      if (word.isDone()) {
        kill();
        return told(word.join());
      }
      terminate();
      kill();
      return due instanceof Ending.Stopped ? new Ending.Stopped(stop.why().get()) : due;
    }

    private Ending due() {
      if (stop.why().isPresent()) {
        return new Ending.Stopped(stop.why().get());
      }
      long now = System.nanoTime();
      if (now - start >= child.limit().toNanos()) {
        return new Ending.TimedOut();
      }
      long idle = child.idle().toNanos();
      return idle > 0 && now - pump.lastOutput() >= idle ? new Ending.Idle() : null;
    }

    private void beat() {
      long now = System.nanoTime();
      if (now - lastBeat >= BEAT_NANOS) {
        lastBeat = now;
        send(process, "beat");
      }
    }

    // TERM to all of it, and time to end by itself, unless somebody else may run the job already.
    private void terminate() throws InterruptedException {
      long until = System.nanoTime() + grace.toNanos();
      if (!leaseLost()) {
        send(process, "TERM");
      }
      while (!word.isDone() && System.nanoTime() < until && !leaseLost()) {
        beat();
        process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    private void kill() throws IOException, InterruptedException {
      send(process, "KILL");
      if (!process.waitFor(KILL_MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
      if (!process.waitFor(KILL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException("process " + process.pid() + " of the job does not end after KILL");
      }
    }

    private boolean leaseLost() {
      return stop.why().filter(StopSignal.Why.LEASE_LOST::equals).isPresent();
    }
  }

  private static String script() {
    try (InputStream in = Supervisor.class.getResourceAsStream("supervisor.sh")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("supervisor.sh is part of the worker's jar", e);
    }
  }
}
