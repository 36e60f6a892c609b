package dev.handoff.cli.await;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.Failures;
import dev.handoff.cli.job.Waiting;
import dev.handoff.cli.options.WaitOptions;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** Waits for several jobs, and reports each as soon as it has ended. */
public final class ManyWaits {

  /** For at most this many jobs that have not ended, looks up what they wait for. */
  private static final int MAX_ASKED = 10;

  private final Waiting waiting;
  private final FinalReport answer;
  private final Progress progress;
  private final Runnable whenDone;
  private final PrintWriter out;
  private final PrintWriter err;

  // Written by the log's threads.
  private final Map<JobId, JobView> last = new ConcurrentHashMap<>();
  private final BlockingQueue<Map.Entry<JobId, CompletableFuture<JobView>>> done =
      new LinkedBlockingQueue<>();

  private final List<Integer> codes = new ArrayList<>();
  private int reports;

  /**
   * @param whenDone called once no job is waited for, before the last one is reported
   */
  public ManyWaits(
      Waiting waiting,
      FinalReport answer,
      Progress progress,
      Runnable whenDone,
      CommandLine command) {
    this.waiting = waiting;
    this.answer = answer;
    this.progress = progress;
    this.whenDone = whenDone;
    this.out = command.getOut();
    this.err = command.getErr();
  }

  /**
   * Waits, and returns the worst exit code; with {@code isAny} that of the first job that ends.
   *
   * @throws CommandException with 125 if no broker answers in time
   */
  public int await(List<JobId> jobs, WaitOptions options, boolean isAny, boolean isJson)
      throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + options.timeout().toNanos();
    Map<JobId, CompletableFuture<JobView>> open = new LinkedHashMap<>();
    boolean isLook = options.timeout().isZero();
    jobs.forEach(job -> open.put(job, isLook ? waiting.status(job) : waiting.end(job, this::note)));
    open.forEach(
        (job, wait) -> wait.whenComplete((view, failure) -> done.add(Map.entry(job, wait))));
    waiting.requireAnswer(jobs.get(0), options.firstAnswer());
    while (!open.isEmpty()) {
      // A timeout of zero gets the usual time: the broker has answered, so the rest comes at once.
      long left = isLook ? options.firstAnswer().toNanos() : deadline - System.nanoTime();
      Map.Entry<JobId, CompletableFuture<JobView>> next =
          done.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
      if (next == null) {
        break;
      }
      CompletableFuture<JobView> wait = next.getValue();
      open.remove(next.getKey());
      if (open.isEmpty()) {
        whenDone.run();
      }
      int code = tell(next.getKey(), wait, isJson);
      codes.add(code);
      if (isAny && hasEnded(wait)) {
        leave(open);
        return code;
      }
    }
    whenDone.run();
    progress.close();
    for (Map.Entry<JobId, CompletableFuture<JobView>> late : open.entrySet()) {
      late.getValue().cancel(false);
      codes.add(timedOut(late.getKey(), isJson));
    }
    return ExitCode.worst(codes);
  }

  private void note(JobView view) {
    last.put(view.job(), view);
    progress.accept(view);
  }

  private static boolean hasEnded(CompletableFuture<JobView> wait) {
    return !wait.isCompletedExceptionally() && wait.join().status().isTerminal();
  }

  private int tell(JobId job, CompletableFuture<JobView> wait, boolean isJson)
      throws InterruptedException {
    try {
      JobView view = wait.get();
      if (view.status().isTerminal()) {
        progress.say(EndedRow.row(view));
      }
      return print(view, isJson);
    } catch (ExecutionException e) {
      if (isJson && e.getCause() instanceof UnknownJobException) {
        print(new JobView(job, JobState.UNKNOWN), true);
      }
      return new Failures().handle(e, err);
    }
  }

  private int timedOut(JobId job, boolean isJson) throws InterruptedException {
    JobView view = last.get(job);
    if (view != null) {
      return print(view, isJson);
    }
    if (isJson) {
      print(new JobView(job, JobState.UNKNOWN), true);
    }
    return new Failures().handle(waiting.unknown(job), err);
  }

  private int print(JobView view, boolean isJson) throws InterruptedException {
    progress.makeRoom();
    boolean isReport = !isJson && view.status().isTerminal();
    if (isReport && reports++ > 0) {
      out.println();
    }
    return answer.print(view, isJson, codes.size() < MAX_ASKED, waiting.unanswered());
  }

  /** Stops waiting for the other jobs, since the first has ended. */
  private void leave(Map<JobId, CompletableFuture<JobView>> open) {
    progress.close();
    open.values().forEach(wait -> wait.cancel(false));
    if (!open.isEmpty()) {
      List<JobId> others = List.copyOf(open.keySet());
      err.println("Not waited for any more: " + Interrupts.comeBack(others));
      err.flush();
    }
  }
}
