package dev.handoff.log.status;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.json.InvalidJsonException;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Signatures;
import dev.handoff.log.Signatures.Vouched;
import dev.handoff.trust.Distrust;
import dev.handoff.trust.TrustedKey;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes and verifies records of the status topic for all readers. No fold sees a record that this
 * drops. Thread-safe.
 */
public final class EventReader {

  private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

  private final Signatures signatures;

  public EventReader(KafkaSettings settings) {
    this.signatures = settings.signatures();
  }

  /**
   * Empty for a record that does not count: this version does not know its type, its signer may not
   * write such an event, or it is not on the partition that its job's id names, where some readers
   * would find it and others not. Logs the reason.
   */
  public Optional<RecordedEvent> read(ConsumerRecord<String, byte[]> record) {
    try {
      JobId job = requirePlace(record);
      return signatures.isTrusting() ? vouchedFor(record, job) : decode(record, job);
    } catch (InvalidJsonException | IllegalArgumentException e) {
      skipped(record.topic(), record.partition(), record.offset(), record.key(), e);
      return Optional.empty();
    }
  }

  /** The same for a record of whose headers no more is needed. */
  static Optional<RecordedEvent> read(
      String topic, JobId job, long offset, Class<?> type, byte[] value) {
    try {
      return Optional.of(new RecordedEvent(job, EventCodec.decode(value, type), offset));
    } catch (InvalidJsonException | IllegalArgumentException e) {
      skipped(topic, job.partition(), offset, job.text(), e);
      return Optional.empty();
    }
  }

  private static void skipped(
      String topic, int partition, long offset, @Nullable String key, RuntimeException why) {
    LOG.warn(
        "Skipped an unreadable record of {}: partition={} offset={} key={}: {}",
        topic,
        partition,
        offset,
        key,
        why.getMessage());
  }

  private static JobId requirePlace(ConsumerRecord<String, byte[]> record) {
    JobId job = new JobId(record.key());
    if (job.partition() != record.partition()) {
      throw new IllegalArgumentException("its job's id names partition " + job.partition());
    }
    return job;
  }

  /** The record, to be parsed when a reader asks for its event. */
  public UnreadEvent unread(ConsumerRecord<String, byte[]> record) {
    return new UnreadEvent(record, this);
  }

  /**
   * The record's job if headers may be believed without the value; else null. Not where signatures
   * are verified: what counts there is known only once signer, headers and value have been checked
   * together.
   */
  @Nullable JobId believedUnread(ConsumerRecord<String, byte[]> record) {
    try {
      return signatures.isTrusting() ? null : requirePlace(record);
    } catch (IllegalArgumentException noJob) {
      return null;
    }
  }

  /** The records that count, in order. Verifies the signatures on all cores. */
  List<RecordedEvent> readAll(List<ConsumerRecord<String, byte[]>> records) {
    return (signatures.isTrusting() ? records.parallelStream() : records.stream())
        .map(this::read)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<RecordedEvent> decode(ConsumerRecord<String, byte[]> record, JobId job) {
    return EventCodec.decode(record).map(event -> new RecordedEvent(job, event, record.offset()));
  }

  private Optional<RecordedEvent> vouchedFor(ConsumerRecord<String, byte[]> record, JobId job) {
    Optional<Class<?>> type = EventCodec.type(record);
    if (type.isEmpty()) {
      return Optional.empty();
    }
    Vouched vouched =
        signatures.vouched(
            record,
            Signatures.timeOf(record, Optional.of(job)),
            key -> maySay(key, type.get(), job));
    if (vouched.distrust() != null && signatures.refuses(record, vouched.distrust())) {
      return Optional.empty();
    }
    Optional<RecordedEvent> read = decode(record, job);
    boolean isLie =
        vouched.signer() != null
            && read.isPresent()
            && !isInTheNameOf(vouched.signer(), read.get().event());
    return isLie && signatures.refuses(record, Distrust.NOT_ALLOWED) ? Optional.empty() : read;
  }

  /**
   * Whether the key may write such an event. Only the submitter that made the id may say what the
   * job is.
   */
  private static boolean maySay(TrustedKey key, Class<?> type, JobId job) {
    boolean isSubmit = type == JobEvent.Submitted.class;
    return key.role().mayWrite(type) && (!isSubmit || job.hasMarkOf(key.name()));
  }

  /** Whether the user that the event names is the owner of the key. */
  private static boolean isInTheNameOf(TrustedKey signer, JobEvent event) {
    if (event instanceof JobEvent.Submitted submitted) {
      return signer.name().equals(submitted.submitter());
    }
    return !(event instanceof JobEvent.CancelRequested request)
        || signer.name().equals(request.by());
  }
}
