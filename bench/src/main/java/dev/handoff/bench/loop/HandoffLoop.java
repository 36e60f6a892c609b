package dev.handoff.bench.loop;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobView;
import dev.handoff.bench.load.OtherJobs;
import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.JobProducer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Jobs for a handler that does nothing, each submitted and awaited by a future of its own. */
public final class HandoffLoop implements Loop {

  private final Brief brief = OtherJobs.brief("goal: nothing is done\nrun: {handler: nothing}\n");
  private final JobProducer producer;
  private final Awaiter awaiter;
  private final boolean waitsFirst;

  /**
   * @param waitsFirst whether the wait begins before the submit or after it
   */
  public HandoffLoop(KafkaSettings kafka, boolean waitsFirst) {
    this.producer = new JobProducer(kafka, "bench");
    this.awaiter = new Awaiter(kafka);
    this.waitsFirst = waitsFirst;
  }

  @Override
  public CompletableFuture<?> send() {
    return end().thenAccept(HandoffLoop::requireCompleted);
  }

  private CompletableFuture<JobView> end() {
    if (!waitsFirst) {
      return producer.submit(brief).thenCompose(awaiter::await);
    }
    JobId job = producer.newId();
    CompletableFuture<JobView> end = awaiter.await(job);
    producer.submit(job, brief).exceptionally(failure -> fail(end, failure));
    return end;
  }

  private static @Nullable JobId fail(CompletableFuture<?> end, Throwable failure) {
    end.completeExceptionally(failure);
    return null;
  }

  /** Failed jobs would make the figure worthless. */
  private static void requireCompleted(JobView view) {
    if (view.status() != JobStatus.COMPLETED) {
      throw new IllegalStateException(view.job() + " ended " + view.status().label());
    }
  }

  @Override
  public void close() {
    producer.close();
    awaiter.close();
  }
}
