package dev.handoff.log.status;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.log.TextHeader;
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
 * Used by one thread.
 */
public final class UnreadEvent {

  private static final Logger LOG = LoggerFactory.getLogger(UnreadEvent.class);

  private static final String TYPE = "ce_type";

  private final String job;
  private final int partition;
  private final long offset;
  private final int bytes;
  private final @Nullable Class<?> type;
  private final @Nullable String lane;
  private @Nullable LeaseMark mark;
  private boolean isMarked;
  private boolean isKept;

  // Null once they are not needed any more.
  private @Nullable EventReader reader;
  private @Nullable ConsumerRecord<String, byte[]> record;
  private @Nullable RecordedEvent read;

  UnreadEvent(ConsumerRecord<String, byte[]> record, EventReader reader) {
    this.job = String.valueOf(record.key());
    this.partition = record.partition();
    this.offset = record.offset();
    this.bytes = record.value() == null ? 0 : record.value().length;
    this.type = EventCodec.type(record).orElse(null);
    this.lane = is(Submitted.class) ? TextHeader.get(record.headers(), "lane") : null;
    this.reader = reader;
    this.record = record;
  }

  private UnreadEvent(RecordedEvent event) {
    this.job = event.job().text();
    this.partition = event.job().partition();
    this.offset = event.offset();
    this.bytes = 0;
    this.type = event.event().getClass();
    this.lane = event.event() instanceof Submitted submitted ? submitted.lane() : null;
    this.read = event;
    this.isMarked = true;
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
   * Attempt and lease of a {@code Started} or {@code Completed} as its headers tell them. Null if
   * the value has to be asked: for other kinds, for records of older builds and strange ones, and
   * where signatures are verified.
   */
  public @Nullable LeaseMark mark() {
    if (!isMarked) {
      isMarked = true;
      mark =
          hasMark() && record != null && reader != null && reader.believesUnread(record)
              ? LeaseMark.of(record)
              : null;
    }
    return mark;
  }

  private boolean hasMark() {
    return type == Started.class || type == Completed.class;
  }

  /** Parses the value, once. Empty for a record that does not count, like {@link EventReader}. */
  public Optional<RecordedEvent> read() {
    if (record != null && reader != null) {
      mark();
      read = reader.read(record).orElse(null);
      record = null;
      reader = null;
    }
    return Optional.ofNullable(read);
  }

  private Optional<RecordedEvent> outline() {
    LeaseMark known = read == null ? mark() : null;
    Instant at = known == null ? null : known.at();
    if (known == null || at == null) {
      return read();
    }
    JobEvent event =
        is(Started.class)
            ? new Started(at, known.attempt(), known.lease(), "", 0, null)
            : new Completed(at, known.attempt(), known.lease(), null);
    try {
      return Optional.of(new RecordedEvent(new JobId(job), event, offset));
    } catch (IllegalArgumentException invalid) {
      return read(); // logs it
    }
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

  /**
   * Prepares for being kept beyond the poll: without the headers, which would keep the whole answer
   * of the broker in memory.
   */
  public void keep() {
    if (record == null || reader == null || isKept) {
      return;
    }
    isKept = true;
    if (type == null || !reader.believesUnread(record)) {
      read();
      return;
    }
    mark();
    ConsumerRecord<String, byte[]> slim =
        new ConsumerRecord<>(record.topic(), partition, offset, record.key(), record.value());
    String name = TextHeader.get(record.headers(), TYPE);
    if (name != null) {
      TextHeader.put(slim.headers(), TYPE, name);
    }
    record = slim;
  }

  /** Whether it is of this kind, as far as its headers tell. */
  public boolean is(Class<? extends JobEvent> kind) {
    return type == kind;
  }
}
