package dev.handoff.log.status;

import dev.handoff.job.JobId;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaException;

/**
 * By a broker's answer the status topic does not have the job's partition. Nothing was appended.
 */
public final class NoSuchPartitionException extends KafkaException {

  private static final long serialVersionUID = 1L;

  /**
   * @param partitions how many the topic has
   */
  public NoSuchPartitionException(JobId job, String topic, int partitions) {
    super(
        "%s belongs to partition %d of %s, which has only %d: it cannot have been submitted here"
            .formatted(job, job.partition(), topic, partitions));
  }

  /** Whether a future failed for this reason, which may be wrapped. */
  public static boolean isReasonOf(Throwable failure) {
    Throwable reason = failure instanceof CompletionException ? failure.getCause() : failure;
    return reason instanceof NoSuchPartitionException;
  }
}
