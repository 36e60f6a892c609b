package dev.handoff.producer;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.Signatures;
import dev.handoff.log.lane.DeadLetter;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.lane.Lanes;
import dev.handoff.log.status.StatusLog;
import dev.handoff.trust.Role;
import dev.handoff.trust.SigningKey;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;

/** Puts dead letters back into their lanes, for the attempt that their jobs wait for now. */
public final class Requeue implements AutoCloseable {

  private final RecordWriter writer;
  private final StatusLog status;
  private final Lanes lanes;
  private final Signatures signatures;

  /**
   * @param who the person or program that does it, for the event
   */
  public Requeue(KafkaSettings settings, String who) {
    this.writer = RecordWriter.withSmallBatches(settings);
    this.signatures = settings.signatures();
    String name = settings.signatures().key().map(SigningKey::name).orElse(who);
    this.status = new StatusLog(settings, writer, "handoff/requeue/" + name);
    this.lanes = new Lanes(settings, writer);
  }

  /**
   * Completes with the job once its brief is in the lane again and the event on the log. A
   * repetition is harmless: one claim of the attempt wins. Fails with {@link
   * RequeueRefusedException} if the letter is still unreadable, or its job does not wait for an
   * attempt.
   */
  public CompletableFuture<JobId> requeue(DeadLetter letter) {
    signatures.requireOwn(Instant.now(), Role.OPERATOR, Role.WORKER);
    String lane = letter.lane();
    if (lane == null) {
      throw new RequeueRefusedException(letter.offset(), "it does not name its lane");
    }
    LaneRecord record = readable(letter);
    return status
        .read(record.job(), null)
        .thenApply(state -> waiting(letter, record, state))
        .thenComposeAsync(fresh -> append(lane, fresh))
        .thenApply(offset -> record.job());
  }

  private static LaneRecord readable(DeadLetter letter) {
    try {
      return letter.read();
    } catch (IOException e) {
      throw new RequeueRefusedException(
          letter.offset(), "it still cannot be read: " + e.getMessage());
    }
  }

  private static LaneRecord waiting(DeadLetter letter, LaneRecord lane, JobState state) {
    if (state.status() == JobStatus.UNKNOWN) {
      throw new RequeueRefusedException(
          letter.offset(), lane.job() + " is unknown: never submitted here, or past retention");
    }
    if (state.status() != JobStatus.QUEUED) {
      AttemptState last = state.lastAttempt();
      String next =
          state.status().isTerminal() || last == null
              ? "; run its brief as a new job: handoff retry " + lane.job().text()
              : " on " + last.worker();
      throw new RequeueRefusedException(
          letter.offset(), lane.job() + " is " + state.status().label() + next);
    }
    return new LaneRecord(
        lane.job(), lane.brief(), state.nextAttempt(), LaneRecord.FaultCounts.of(state), null);
  }

  private CompletableFuture<Long> append(String lane, LaneRecord fresh) {
    return lanes
        .append(lane, fresh)
        .thenComposeAsync(
            offset -> {
              Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
              return status.append(fresh.job(), lane, new Enqueued(now, fresh.attempt(), offset));
            });
  }

  @Override
  public void close() {
    writer.close();
    status.close();
  }
}
