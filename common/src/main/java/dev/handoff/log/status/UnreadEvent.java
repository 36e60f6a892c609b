package dev.handoff.log.status;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record of the status topic whose value is parsed only if a reader asks for it, and once for all
 * readers. Its headers tell what kind of event it is, and of the two most frequent ones the lease.
 * May be kept: it holds the value, not the headers, which would keep the whole answer of the broker
 * in memory. Thread-safe.
 */
public final class UnreadEvent {

  private static final Logger LOG = LoggerFactory.getLogger(UnreadEvent.class);

  private final String job;
  private final @Nullable JobId id; // null if the headers alone are not believed
  private final int partition;
  private final long offset;
  private final int bytes;
  private final @Nullable Class<?> type;
  private final @Nullable String lane;
  private final @Nullable LeaseMark mark;
  private final boolean isInLane;

  // Guarded by this. Null once it is not needed any more.
  private @Nullable Supplier<Optional<RecordedEvent>> reading;
  private @Nullable RecordedEvent read;

  UnreadEvent(ConsumerRecord<String, byte[]> record, EventReader reader) {
    byte[] value = record.value();
    EventHeaders headers = value == null ? null : new EventHeaders(record.headers());
    Class<?> kind = headers == null ? null : headers.type();
    this.job = String.valueOf(record.key());
    this.partition = record.partition();
    this.offset = record.offset();
    this.bytes = value == null ? 0 : value.length;
    this.type = kind;
    if (headers == null || kind == null) {
      this.id = null;
      this.lane = null;
      this.mark = null;
      this.isInLane = false;
      return;
    }
    JobId believed = reader.believedUnread(record);
    byte[] named = headers.lane();
    this.id = believed;
    this.lane =
        kind != Submitted.class || named == null ? null : new String(named, StandardCharsets.UTF_8);
    this.mark = believed == null || !hasMark() ? null : LeaseMark.of(headers, value);
    this.isInLane = believed != null && kind == Submitted.class && LaneMark.isInLane(value);
    String topic = record.topic();
    this.reading =
        believed == null
            ? () -> reader.read(record)
            : () -> EventReader.read(topic, believed, offset, kind, value);
  }

  private UnreadEvent(RecordedEvent event) {
    Submitted submitted = event.event() instanceof Submitted submission ? submission : null;
    this.job = event.job().text();
    this.id = event.job();
    this.partition = event.job().partition();
    this.offset = event.offset();
    this.bytes = 0;
    this.type = event.event().getClass();
    this.lane = submitted == null ? null : submitted.lane();
    this.isInLane = submitted != null && submitted.laneOffset() != null;
    this.read = event;
    this.mark =
        hasMark() && event.event() instanceof OfAttempt said
            ? LeaseMark.of(said.at(), said.attempt(), said.lease())
            : null;
  }

  /** An event that is known already, as if its record had just been received. */
  public static UnreadEvent of(RecordedEvent event) {
    return new UnreadEvent(event);
  }

  /** The record's key: the text of a job id, unless the record cannot be read. */
  public String job() {
    return job;
  }

  /**
   * The job's id; null if the record does not count, or only its value shows whether it does: where
   * signatures are verified, and if it is not on the partition that the id names.
   */
  public @Nullable JobId believedJob() {
    return id;
  }

  public int partition() {
    return partition;
  }

  public long offset() {
    return offset;
  }

  /** The length of the value, in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The kind of the event; null if this version does not know it. */
  public @Nullable Class<?> type() {
    return type;
  }

  /** The lane that the headers of a {@code Submitted} name; null if they name none. */
  public @Nullable String lane() {
    return lane;
  }

  /**
   * Whether it is a {@code Submitted} that says, if it can be parsed, that the brief is in its
   * lane. False if the value has to be asked.
   */
  public boolean isInLane() {
    return isInLane;
  }

  /**
   * Attempt and lease of a {@code Started} or {@code Completed} as its headers tell them. Null if
   * the value has to be asked: for other kinds, for records of older builds and strange ones, and
   * where signatures are verified.
   */
  public @Nullable LeaseMark mark() {
    return mark;
  }

  private boolean hasMark() {
    return type == Started.class || type == Completed.class;
  }

  /**
   * Parses the value, once. Empty for a record that does not count, like {@link EventReader}. Never
   * throws: one record must not stop who reads many.
   */
  public synchronized Optional<RecordedEvent> read() {
    Supplier<Optional<RecordedEvent>> once = reading;
    reading = null;
    if (once != null) {
      try {
        read = once.get().orElse(null);
      } catch (RuntimeException e) {
        LOG.warn("Skipped an event: job={} partition={} offset={}", job, partition, offset, e);
      }
    }
    return Optional.ofNullable(read);
  }

  /** Whether somebody has asked for its value. */
  public synchronized boolean isRead() {
    return reading == null;
  }

  private synchronized boolean isKnown() {
    return read != null;
  }

  private Optional<RecordedEvent> outline() {
    Instant at = mark == null || isKnown() ? null : mark.at();
    if (at == null || mark == null || id == null) {
      return read();
    }
    JobEvent event =
        is(Started.class)
            ? new Started(at, mark.attempt(), mark.lease(), "", 0, null)
            : new Completed(at, mark.attempt(), mark.lease(), null);
    return Optional.of(new RecordedEvent(id, event, offset));
  }

  /** Passes on the event if its record counts. A reader that throws does not stop its caller. */
  public void passTo(Consumer<RecordedEvent> listener) {
    pass(this::read, listener);
  }

  /**
   * The same for listeners that need only when what happened: an event with a {@link #mark} has no
   * more than that says, and its value is not parsed.
   */
  public void passOutlineTo(Consumer<RecordedEvent> listener) {
    pass(this::outline, listener);
  }

  private void pass(Supplier<Optional<RecordedEvent>> event, Consumer<RecordedEvent> listener) {
    try {
      event.get().ifPresent(listener);
    } catch (RuntimeException e) {
      LOG.warn(
          "Skipped an event that a listener failed on: job={} partition={} offset={}",
          job,
          partition,
          offset,
          e);
    }
  }

  /** Whether it is of this kind, as far as its headers tell. */
  public boolean is(Class<? extends JobEvent> kind) {
    return type == kind;
  }
}
