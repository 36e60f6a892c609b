package dev.handoff.log;

import dev.handoff.job.JobId;
import dev.handoff.trust.Distrust;
import dev.handoff.trust.Role;
import dev.handoff.trust.SigningKey;
import dev.handoff.trust.Trust;
import dev.handoff.trust.TrustSource;
import dev.handoff.trust.TrustedKey;
import dev.handoff.trust.UntrustedException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the records that a process writes and verifies those that it reads. All clients of a
 * process share one, so refused records are counted together. Thread-safe.
 *
 * <p>Without a trust file it verifies nothing, and without a key it signs nothing; neither costs
 * anything.
 */
public final class Signatures {

  private static final Logger LOG = LoggerFactory.getLogger(Signatures.class);

  private static final int REMEMBERED = 10_000;

  /** The first refusals are all logged, later ones ever more seldom. */
  private static final long TOLD_ALL = 10;

  private static final Signatures NONE = new Signatures(null, null, false);
  private static final Signatures NEEDLESS = new Signatures(null, null, true);

  private final @Nullable SigningKey key;
  private final @Nullable TrustSource trust;
  private final boolean isNeedless;
  private final AtomicLongArray refused = new AtomicLongArray(Distrust.values().length);

  // Guarded by itself. The records refused lately: one record can be read many times.
  private final Set<String> lately = new HashSet<>();
  private final Queue<String> latelyInOrder = new ArrayDeque<>();

  private Signatures(@Nullable SigningKey key, @Nullable TrustSource trust, boolean isNeedless) {
    this.key = key;
    this.trust = trust;
    this.isNeedless = isNeedless;
  }

  /** Neither signs nor verifies: every record on the topics is trusted. */
  public static Signatures none() {
    return NONE;
  }

  /** The same, where that is right: the broker belongs to this user and accepts no other. */
  public static Signatures needless() {
    return NEEDLESS;
  }

  /**
   * @param key null: nothing is signed
   * @param trust null: everything counts
   */
  public static Signatures of(@Nullable SigningKey key, @Nullable TrustSource trust) {
    return key == null && trust == null ? NONE : new Signatures(key, trust, false);
  }

  /** The key with which this process signs. */
  public Optional<SigningKey> key() {
    return Optional.ofNullable(key);
  }

  /** Whether signatures are verified at all. */
  public boolean isTrusting() {
    return trust != null;
  }

  /** Whether only this user can write to the broker. */
  public boolean isNeedless() {
    return isNeedless;
  }

  /** The keys that this process trusts. Only if it {@link #isTrusting}. */
  public Trust trust() {
    return Objects.requireNonNull(trust, "no trust file").current();
  }

  /**
   * The key by which processes with the same trust file trust this one. Empty if signatures are not
   * verified, or only cause warnings.
   *
   * @throws UntrustedException if the key has none of these roles
   */
  public Optional<TrustedKey> requireOwn(Instant now, Role... roles) {
    return isTrusting() && trust().isEnforced()
        ? Optional.of(trust().requireOwn(key, Set.of(roles), now))
        : Optional.empty();
  }

  /** How many records this process has refused for this reason. */
  public long refused(Distrust why) {
    return refused.get(why.ordinal());
  }

  /** Counts a record that its reader refused because of its content. */
  public void countRefused(Distrust why) {
    refused.incrementAndGet(why.ordinal());
  }

  /** Signs the record as it is; nothing of it may change after this. */
  public void sign(ProducerRecord<String, byte[]> record) {
    if (key == null) {
      return;
    }
    TextHeader.put(record.headers(), SignedForm.KID, key.kid());
    TextHeader.put(
        record.headers(), SignedForm.SIGNED_FOR, SignedForm.place(record.topic(), record.key()));
    byte[] signature = key.sign(SignedForm.of(record.headers(), record.value()));
    record.headers().add(SignedForm.SIGNATURE, signature);
  }

  /**
   * The signer of a record, if its signature counts.
   *
   * @param distrust why it does not count
   */
  public record Vouched(@Nullable TrustedKey signer, @Nullable Distrust distrust) {
    static Vouched by(TrustedKey signer) {
      return new Vouched(signer, null);
    }

    public static Vouched nobody(Distrust why) {
      return new Vouched(null, why);
    }
  }

  /**
   * Verifies the record's signature, the expensive part last. Counts and logs nothing.
   *
   * @param time at which the key must not have expired
   * @param mayWrite whose key may write such a record
   */
  public Vouched vouched(
      ConsumerRecord<String, byte[]> record, Instant time, Predicate<TrustedKey> mayWrite) {
    String kid = TextHeader.get(record.headers(), SignedForm.KID);
    String signedFor = TextHeader.get(record.headers(), SignedForm.SIGNED_FOR);
    Header signature = record.headers().lastHeader(SignedForm.SIGNATURE);
    if (kid == null || signedFor == null || signature == null || signature.value() == null) {
      return Vouched.nobody(Distrust.UNSIGNED);
    }
    Trust now = trust();
    if (!now.knows(kid)) {
      return Vouched.nobody(Distrust.UNKNOWN_KEY);
    }
    Optional<TrustedKey> signer = now.key(kid, mayWrite);
    if (signer.isEmpty()) {
      return Vouched.nobody(Distrust.NOT_ALLOWED);
    }
    if (signer.get().isExpiredAt(time)) {
      return Vouched.nobody(Distrust.EXPIRED);
    }
    if (!signedFor.equals(SignedForm.place(record.topic(), record.key()))) {
      return Vouched.nobody(Distrust.REPLAYED);
    }
    byte[] message = SignedForm.of(record.headers(), record.value());
    return signer.get().key().verify(message, signature.value())
        ? Vouched.by(signer.get())
        : Vouched.nobody(Distrust.BAD_SIGNATURE);
  }

  /**
   * Whether a record that belongs to no job's time counts. If not, it is counted and logged.
   *
   * @param mayWrite whose key may write such a record
   */
  public boolean counts(ConsumerRecord<String, byte[]> record, Predicate<TrustedKey> mayWrite) {
    if (!isTrusting()) {
      return true;
    }
    Vouched vouched = vouched(record, Instant.ofEpochMilli(record.timestamp()), mayWrite);
    return vouched.distrust() == null || !refuses(record, vouched.distrust());
  }

  /**
   * When a record was written, for keys that expire: its timestamp, which brokers keep close to
   * their own clock, but not before its job, whose id holds the time of the submit.
   */
  public static Instant timeOf(ConsumerRecord<String, byte[]> record, Optional<JobId> job) {
    Instant stamp = Instant.ofEpochMilli(record.timestamp());
    return job.map(JobId::submittedAt).filter(stamp::isBefore).orElse(stamp);
  }

  /** Counts the record once and logs it. True if it must be dropped. */
  public boolean refuses(ConsumerRecord<String, byte[]> record, Distrust why) {
    boolean isEnforced = trust().isEnforced();
    if (!isFirstTime(record, why)) {
      return isEnforced;
    }
    long count = refused.incrementAndGet(why.ordinal());
    if (isTold(count)) {
      LOG.warn(
          "{} a record of {}: {} (key {}, partition {}, offset {}; {}, number {} in this process)",
          isEnforced ? "Dropped" : "Would drop",
          record.topic(),
          why.words(),
          keyOf(record),
          record.partition(),
          record.offset(),
          why.label(),
          count);
    }
    return isEnforced;
  }

  static boolean isTold(long count) {
    return count <= TOLD_ALL || Long.bitCount(count) == 1;
  }

  private boolean isFirstTime(ConsumerRecord<String, byte[]> record, Distrust why) {
    String place =
        record.topic() + "/" + record.partition() + "/" + record.offset() + "/" + why.label();
    synchronized (lately) {
      boolean isNew = lately.add(place);
      if (isNew) {
        latelyInOrder.add(place);
      }
      if (latelyInOrder.size() > REMEMBERED) {
        lately.remove(latelyInOrder.remove());
      }
      return isNew;
    }
  }

  /** The record's key and the key id that it claims; both are unverified. */
  static String keyOf(ConsumerRecord<String, byte[]> record) {
    String kid = TextHeader.get(record.headers(), SignedForm.KID);
    String text = record.key() + (kid == null ? "" : ", kid " + kid);
    String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() <= 100 ? plain : plain.substring(0, 100);
  }

  @Override
  public String toString() {
    return key == null ? "unsigned" : "signed by " + key;
  }
}
