package dev.handoff.cli.await;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.StandardTarget;
import dev.handoff.job.JobId;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Handles Ctrl-C in a waiting command and the stop of a worker. A waiting command handles only
 * SIGINT: any other signal ends it at once and leaves the job alone.
 *
 * <p>Uses reflection, since the signal handling of the JDK has no public API and the compiler warns
 * about the internal one. Where it is missing, signals keep their default effect.
 */
public final class Interrupts {

  private Interrupts() {}

  /** Runs {@code first} on the first SIGINT, and {@code next} on each later one. */
  public static void on(Runnable first, Runnable next) {
    handle("INT", oneAfterTheOther(first, next));
  }

  /** Runs {@code first} on the first SIGTERM or SIGINT, and {@code next} on each later one. */
  public static void onStop(Runnable first, Runnable next) {
    Runnable either = oneAfterTheOther(first, next);
    handle("TERM", either);
    handle("INT", either);
  }

  private static Runnable oneAfterTheOther(Runnable first, Runnable next) {
    AtomicInteger count = new AtomicInteger();
    return () -> (count.getAndIncrement() == 0 ? first : next).run();
  }

  /** Ends this process, not the jobs, and prints how to come back. */
  public static void detach(PrintWriter err, List<JobId> jobs) {
    err.println();
    String go = jobs.size() == 1 ? jobs.get(0) + " goes on" : jobs.size() + " jobs go on";
    err.println("Detached; " + go + ". Come back with: " + comeBack(jobs));
    err.flush();
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }

  /** Ends this process while it is not known yet whether the job was accepted. */
  public static void leaveUnaccepted(PrintWriter err, JobId job) {
    err.println();
    err.println("Whether it was accepted is not known yet. Ask later: handoff status " + job);
    err.flush();
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }

  /** Ends this process, because it will receive no more events of the jobs. */
  public static void endWithoutBroker(PrintWriter err, List<JobId> jobs, String why) {
    err.println("handoff: " + why);
    err.println(
        "What became of "
            + (jobs.size() == 1 ? jobs.get(0) : jobs.size() + " jobs")
            + " is not known. This command starts it again and waits: "
            + comeBack(jobs));
    err.flush();
    Runtime.getRuntime().halt(ExitCode.UNAVAILABLE);
  }

  /** Flushes stdout; ends this process if its output is lost. */
  public static void endIfUnread(PrintWriter out, PrintWriter err) {
    out.flush();
    // The writer around it hides the failure.
    if (!System.out.checkError()) {
      return;
    }
    if (StandardTarget.ofStdout() == StandardTarget.PIPE) {
      Runtime.getRuntime().halt(ExitCode.COMPLETED);
    }
    err.println("handoff: stdout can no longer be written");
    err.flush();
    Runtime.getRuntime().halt(ExitCode.UNAVAILABLE);
  }

  /** The command that waits for these jobs. */
  public static String comeBack(List<JobId> jobs) {
    return "handoff await " + jobs.stream().map(JobId::text).collect(Collectors.joining(" "));
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler onSignal =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              action.run();
            }
            return null;
          };
      Object proxy =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, onSignal);
      Object handled = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, handled, proxy);
    } catch (ReflectiveOperationException e) {
      // This platform has no such signals.
    }
  }
}
