package dev.handoff.worker.execution;

import dev.handoff.worker.lane.Slots;
import dev.handoff.worker.log.Claim;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the attempts of a lane on threads {@code slot-LANE-N}: each on one of its own to the end, or
 * a quick one on a thread that leaves it once its end is sent.
 */
public final class SlotThreads implements Slots.Runner {

  private static final Logger LOG = LoggerFactory.getLogger(SlotThreads.class);

  private final SlotRun run;
  private final Function<SlotLoop, SlotRun.Work> works;
  private final Predicate<Claim> isQuick;
  private final ThreadPoolExecutor threads;
  private final QuickRunners runners;

  /**
   * @param works makes the work of an attempt for the loop of its thread
   * @param isQuick whether the attempt reads nothing from the log before it runs
   */
  public SlotThreads(
      String lane, SlotRun run, Function<SlotLoop, SlotRun.Work> works, Predicate<Claim> isQuick) {
    this.run = run;
    this.works = works;
    this.isQuick = isQuick;
    AtomicInteger number = new AtomicInteger();
    // Not bounded by the slots: a slot is free a moment before its thread is, and a claim in that
    // moment would be refused.
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> new Thread(task, "slot-" + lane + "-" + number.incrementAndGet()));
    this.runners = new QuickRunners(threads);
  }

  @Override
  public boolean mayStartEarly(Claim claim) {
    return isQuick.test(claim) || CommandRun.mayPrepareEarly(claim);
  }

  @Override
  public CompletableFuture<Void> run(
      Claim claim, CompletableFuture<Long> onLog, boolean isOneOfMany) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    if (!isQuick.test(claim)) {
      threads.execute(() -> runToTheEnd(claim, onLog, over));
    } else if (isOneOfMany) {
      runners.run(() -> runQuickly(claim, onLog, over));
    } else {
      threads.execute(() -> runQuickly(claim, onLog, over));
    }
    return over;
  }

  private void runToTheEnd(
      Claim claim, CompletableFuture<Long> onLog, CompletableFuture<Void> over) {
    SlotLoop loop = new SlotLoop();
    SlotRun.Work work = works.apply(loop);
    try {
      loop.await(run.run(claim, onLog, work, loop));
    } catch (InterruptedException e) {
      LOG.warn("{} attempt {}: abandoned, the worker stops", claim.job(), claim.attempt());
    } catch (RuntimeException e) {
      defect(claim, e);
    } finally {
      work.removeFiles(); // does nothing if they are gone
      over.complete(null);
    }
  }

  /** What waits for the log goes on without this thread. */
  private void runQuickly(
      Claim claim, CompletableFuture<Long> onLog, CompletableFuture<Void> over) {
    SlotLoop loop = new SlotLoop();
    run.run(claim, onLog, works.apply(loop), loop)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                defect(claim, failure);
              }
              over.complete(null);
            });
    loop.runUntilItWaits(threads);
  }

  private static void defect(Claim claim, Throwable defect) {
    LOG.error(
        "{} attempt {}: a defect of Handoff ended it without an event on the log; its lease runs"
            + " out and the job starts again elsewhere",
        claim.job(),
        claim.attempt(),
        defect);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
