package dev.handoff.worker.steward;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.Loss;
import dev.handoff.job.Reason;
import dev.handoff.worker.log.EventRecords;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A random log of few jobs: ordinary lives, and lives with events that are missing, repeated, out
 * of order or of others' leases; records of older builds, and records whose headers lie.
 */
public final class RandomRecords {

  public static final Brief BRIEF = brief("");

  private final Random random;
  private final Instant at;
  private final Map<Integer, Long> ends = new HashMap<>();

  public RandomRecords(Random random, Instant at) {
    this.random = random;
    this.at = at;
  }

  /**
   * @param more fields
   */
  static Brief brief(String more) {
    String text = "goal: be watched\nrun: {handler: any}\nretries: {attempts: 2}\n" + more;
    return new BriefReader().read(text.getBytes(StandardCharsets.UTF_8));
  }

  /** In the order of a log with two partitions. */
  public List<ConsumerRecord<String, byte[]>> log(int jobs) {
    Map<JobId, List<JobEvent>> lives = new HashMap<>();
    for (int number = 0; number < jobs; number++) {
      lives.put(JobId.next(at, number % 2), life(number));
    }
    List<ConsumerRecord<String, byte[]>> log = new ArrayList<>();
    List<JobId> open = new ArrayList<>(lives.keySet());
    while (!open.isEmpty()) {
      JobId job = open.get(random.nextInt(Math.min(open.size(), 4)));
      List<JobEvent> left = lives.get(job);
      if (left.isEmpty()) {
        open.remove(job);
      } else {
        log.add(record(job, left.remove(0)));
      }
    }
    return log;
  }

  private ConsumerRecord<String, byte[]> record(JobId job, JobEvent event) {
    long offset = ends.merge(job.partition(), 1L, Long::sum) - 1;
    ConsumerRecord<String, byte[]> record = EventRecords.record(job, event, offset);
    return switch (random.nextInt(40)) {
      case 0, 1 -> EventRecords.withHeader(record, "lease", null);
      case 2 -> EventRecords.withHeader(record, "lease", "A" + random.nextInt(2));
      case 3 -> EventRecords.withHeader(record, "attempt", "1");
      case 4 -> EventRecords.withValue(record, spaced(record.value()));
      case 5 -> EventRecords.withValue(record, "{}".getBytes(StandardCharsets.UTF_8));
      default -> record;
    };
  }

  private static byte[] spaced(byte[] value) {
    return new String(value, StandardCharsets.UTF_8)
        .replaceFirst("\\{", "{ ")
        .getBytes(StandardCharsets.UTF_8);
  }

  private List<JobEvent> life(int number) {
    String lease = "A" + number;
    List<JobEvent> life =
        new ArrayList<>(
            List.of(
                submitted(),
                started(1, lease),
                new Progressed(at, 1, lease, "run", "half", 50),
                new Completed(at, 1, lease, JobResult.NONE)));
    for (int changes = random.nextInt(4) * random.nextInt(2); changes > 0; changes--) {
      change(life, lease);
    }
    return life;
  }

  private void change(List<JobEvent> life, String lease) {
    int place = random.nextInt(life.size() + 1);
    if (random.nextInt(3) > 0 || place == life.size()) {
      life.add(place, any(1 + random.nextInt(2), random.nextInt(4) == 0 ? "B" : lease));
    } else if (random.nextBoolean() && life.size() > 1) {
      life.remove(place);
    } else {
      life.add(random.nextInt(life.size()), life.get(place));
    }
  }

  private JobEvent any(int attempt, String lease) {
    return switch (random.nextInt(10)) {
      case 0 -> submitted();
      case 1 -> new Enqueued(at, attempt, 7);
      case 2, 3 -> started(attempt, lease);
      case 4 -> new AttemptEnded(at, attempt, lease, Reason.RUN_FAILED, "late", at, null);
      case 5 -> new AttemptEnded(at, attempt, lease, Reason.WORKER_LOST, "gone", null, Loss.ALONE);
      case 6 -> new CancelRequested(at, "ann", "enough");
      case 7 -> new Failed(at, attempt, lease, Reason.RUN_FAILED, "exit 1", JobResult.NONE);
      case 8 -> new Cancelled(at, attempt, lease, "ann", "enough", JobResult.NONE);
      default -> new Completed(at, attempt, lease, JobResult.NONE);
    };
  }

  private Submitted submitted() {
    return random.nextInt(5) == 0
        ? new Submitted(at, BRIEF, "ann", "standard", null, at.plusSeconds(5), null)
        : new Submitted(at, BRIEF, "ann", "standard", 3L, null, null);
  }

  private Started started(int attempt, String lease) {
    return new Started(at, attempt, lease, "worker-" + random.nextInt(3), 3, "bwrap");
  }
}
