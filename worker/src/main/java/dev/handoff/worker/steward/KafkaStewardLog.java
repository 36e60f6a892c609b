package dev.handoff.worker.steward;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.presence.StopOrder;
import dev.handoff.worker.log.WorkerLog;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The topics of the cluster, through the clients that this worker has open already. */
public record KafkaStewardLog(WorkerLog log) implements StewardLog {

  @Override
  public CompletableFuture<LiveJob> look(JobId job) {
    return log.status().read(job, null, LiveJob.unknown(job), LiveJob::apply);
  }

  @Override
  public CompletableFuture<Long> append(JobId job, @Nullable String lane, JobEvent event) {
    return log.status().append(job, lane, event);
  }

  @Override
  public CompletableFuture<Long> enqueue(String lane, LaneRecord record) {
    return log.lanes().append(lane, record);
  }

  @Override
  public CompletableFuture<Long> order(StopOrder order) {
    return log.control().append(order);
  }

  @Override
  public Instant now() {
    return log.now();
  }

  @Override
  public Executor background() {
    return log.background();
  }
}
