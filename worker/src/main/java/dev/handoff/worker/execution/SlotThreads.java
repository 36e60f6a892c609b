package dev.handoff.worker.execution;

import dev.handoff.worker.lane.Slots;
import dev.handoff.worker.log.Claim;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs each attempt of a lane on a thread of its own, {@code slot-LANE-N}. */
public final class SlotThreads implements Slots.Runner {

  private static final Logger LOG = LoggerFactory.getLogger(SlotThreads.class);

  private final SlotRun run;
  private final Function<SlotLoop, SlotRun.Work> works;
  private final ThreadPoolExecutor threads;

  /**
   * @param works makes the work of an attempt for the loop of its thread
   */
  public SlotThreads(String lane, SlotRun run, Function<SlotLoop, SlotRun.Work> works) {
    this.run = run;
    this.works = works;
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
  }

  @Override
  public CompletableFuture<Void> run(Claim claim) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            runToTheEnd(claim);
          } finally {
            over.complete(null);
          }
        });
    return over;
  }

  private void runToTheEnd(Claim claim) {
    SlotLoop loop = new SlotLoop();
    try {
      loop.await(run.run(claim, works.apply(loop), loop));
    } catch (InterruptedException e) {
      LOG.warn("{} attempt {}: abandoned, the worker stops", claim.job(), claim.attempt());
    } catch (RuntimeException e) {
      LOG.error(
          "{} attempt {}: a defect of Handoff ended it without an event on the log; its lease runs"
              + " out and the job starts again elsewhere",
          claim.job(),
          claim.attempt(),
          e);
    }
  }

  @Override
  public boolean close() throws InterruptedException {
    threads.shutdown();
    boolean haveEnded = threads.awaitTermination(1, TimeUnit.MINUTES);
    if (!haveEnded) {
      threads.shutdownNow();
    }
    return haveEnded;
  }
}
