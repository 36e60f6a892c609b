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
 * Signs what a process writes, and says of what it reads whether it counts. One for all clients of
 * a process, which so count together what they refuse. Thread-safe.
 *
 * <p>Without a trust file nothing is looked at, without a key nothing is signed, and either costs
 * nothing.
 */
public final class Signatures {

  private static final Logger LOG = LoggerFactory.getLogger(Signatures.class);

  private static final int REMEMBERED = 10_000;

  /** Every one of the first refusals is told, later ones ever more seldom. */
  private static final long TOLD_ALL = 10;

  private static final Signatures NONE = new Signatures(null, null, false);
  private static final Signatures NEEDLESS = new Signatures(null, null, true);

  private final @Nullable SigningKey key;
  private final @Nullable TrustSource trust;
  private final boolean isNeedless;
  private final AtomicLongArray refused = new AtomicLongArray(Distrust.values().length);

  // Guarded by themselves: which records were refused lately. One is read again and again.
  private final Set<String> lately = new HashSet<>();
  private final Queue<String> latelyInOrder = new ArrayDeque<>();

  private Signatures(@Nullable SigningKey key, @Nullable TrustSource trust, boolean isNeedless) {
    this.key = key;
    this.trust = trust;
    this.isNeedless = isNeedless;
  }

  /** Neither signs nor looks: whoever may write to the topics is believed. */
  public static Signatures none() {
    return NONE;
  }

  /** The same where that is right: the broker is this user's own and lets nobody else in. */
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

  /** What this process signs with. */
  public Optional<SigningKey> key() {
    return Optional.ofNullable(key);
  }

  /** Whether records without a good signature are noticed at all. */
  public boolean isTrusting() {
    return trust != null;
  }

  /** Whether nobody else can write to the broker. */
  public boolean isNeedless() {
    return isNeedless;
  }

  /** Whom this process believes; only where it {@link #isTrusting}. */
  public Trust trust() {
    return Objects.requireNonNull(trust, "no trust file").current();
  }

  /**
   * As what this process is believed by those who have the same trust file; empty if that is not
   * asked for, or only warns.
   *
   * @throws UntrustedException if it is in none of these roles
   */
  public Optional<TrustedKey> requireOwn(Instant now, Role... roles) {
    return isTrusting() && trust().isEnforced()
        ? Optional.of(trust().requireOwn(key, Set.of(roles), now))
        : Optional.empty();
  }

  /** How many records this process has refused for that. */
  public long refused(Distrust why) {
    return refused.get(why.ordinal());
  }

  /** One that was refused for what it says, by somebody who could read it. */
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
   * Who vouches for a record.
   *
   * @param distrust why nobody does
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
   * Looks at the record's signature, the dear part last. Counts and tells nothing.
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
   * Whether a record of no job's own time counts; if not, that is counted and told.
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
   * When a record was written, for a key that expires: at its stamp, which brokers keep near the
   * truth, and not before its job, whose submit bears the very time of its id.
   */
  public static Instant timeOf(ConsumerRecord<String, byte[]> record, Optional<JobId> job) {
    Instant stamp = Instant.ofEpochMilli(record.timestamp());
    return job.map(JobId::submittedAt).filter(stamp::isBefore).orElse(stamp);
  }

  /** Counts the record once and tells of it; whether it is to be dropped. */
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

  /** What says whose record it claims to be; anybody may have written it. */
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
