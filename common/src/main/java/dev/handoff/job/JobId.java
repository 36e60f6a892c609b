package dev.handoff.job;

import dev.handoff.file.Sha256;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Identifies a job, and contains the partition and the earliest time of its events on the status
 * topic.
 *
 * <p>{@code task-} and 26 lowercase Crockford base32 characters of 130 bits: 48 bits of
 * milliseconds since the epoch, 12 bits of status partition, 68 random bits, and 2 spare zero bits.
 * So ids sort by time, and stay valid when partitions are added later.
 *
 * <p>Where briefs are signed, 24 of the random bits mark the submitter that made the id, so that no
 * other submitter can define the job.
 */
public record JobId(String text) implements Comparable<JobId> {

  public static final int MAX_PARTITIONS = 1 << 12;

  private static final String PREFIX = "task-";
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LETTERS = 26;

  /** The five bits of each letter of the alphabet; -1 for other characters. */
  private static final byte[] VALUES = values();

  /**
   * @throws IllegalArgumentException if {@code text} does not have the form of a job id
   */
  public JobId {
    if (text == null || !hasForm(text)) {
      throw new IllegalArgumentException(
          "job id must be task- and 26 characters of 0-9 and a-z without i, l, o, u; got: " + text);
    }
  }

  private static boolean hasForm(String text) {
    if (text.length() != PREFIX.length() + LETTERS || !text.startsWith(PREFIX)) {
      return false;
    }
    for (int at = PREFIX.length(); at < text.length(); at++) {
      if (text.charAt(at) >= VALUES.length || VALUES[text.charAt(at)] < 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (int value = 0; value < ALPHABET.length(); value++) {
      values[ALPHABET.charAt(value)] = (byte) value;
    }
    return values;
  }

  /** The five bits of the letter at that place after the prefix. */
  private int value(int place) {
    return VALUES[text.charAt(PREFIX.length() + place)];
  }

  /** An id that is unique in the cluster: 68 random bits of a cryptographic generator. */
  public static JobId next(Instant now, int partition) {
    return next(now, partition, RandomBits.shared());
  }

  /** Like {@link #next(Instant, int)}, with the mark of its owner in place of 24 random bits. */
  public static JobId next(Instant now, int partition, String owner) {
    return next(
        now, partition, RandomBits.shared(), low -> low >>> 24 | (long) ownerMark(owner) << 40);
  }

  /** The 24 bits that mark a name in the ids that its owner makes. */
  public static int ownerMark(String owner) {
    byte[] digest = Sha256.of(owner);
    return (digest[0] & 0xff) << 16 | (digest[1] & 0xff) << 8 | digest[2] & 0xff;
  }

  /** Whether that owner can have made this id. For an id without a mark the answer is random. */
  public boolean hasMarkOf(String owner) {
    int mark = 0;
    for (int bit = 64; bit < 88; bit++) {
      mark = mark << 1 | value(bit / 5) >>> (4 - bit % 5) & 1;
    }
    return mark == ownerMark(owner);
  }

  static JobId next(Instant now, int partition, RandomGenerator random) {
    return next(now, partition, random, low -> low);
  }

  private static JobId next(
      Instant now, int partition, RandomGenerator random, LongUnaryOperator marking) {
    if (partition < 0 || partition >= MAX_PARTITIONS) {
      throw new IllegalArgumentException("partition must be 0 to 4095, got: " + partition);
    }
    if (now.toEpochMilli() >>> 48 != 0) {
      throw new IllegalArgumentException("time must be from 1970 to 10889, got: " + now);
    }
    // 130 bits: 64 in high (48 time, 12 partition, 4 random), 64 random, 2 spare.
    long high = now.toEpochMilli() << 16 | (long) partition << 4 | random.nextLong() >>> 60;
    long low = marking.applyAsLong(random.nextLong());
    char[] text = new char[LETTERS];
    for (int i = 0; i < 12; i++) {
      text[i] = letter(high >>> (59 - 5 * i));
      text[i + 13] = letter(low >>> (58 - 5 * i));
    }
    text[12] = letter(high << 1 | low >>> 63);
    text[25] = letter(low << 2);
    return new JobId(PREFIX + new String(text));
  }

  /** The letter of the lowest five bits. */
  private static char letter(long bits) {
    return ALPHABET.charAt((int) bits & 31);
  }

  /**
   * When the job was submitted, by the submitter's clock; no record of the job is stamped earlier.
   */
  public Instant submittedAt() {
    return Instant.ofEpochMilli(first64Bits() >>> 16);
  }

  /** The partition of the status topic that holds every event of the job. */
  public int partition() {
    return (int) (first64Bits() >>> 4) & (MAX_PARTITIONS - 1);
  }

  private long first64Bits() {
    long value = 0;
    for (int i = 0; i < 12; i++) {
      value = value << 5 | value(i);
    }
    // 12 characters are 60 bits; the 13th gives the last 4.
    return value << 4 | value(12) >>> 1;
  }

  /** The last six characters: enough to tell a person's jobs apart in a branch name. */
  public String suffix() {
    return text.substring(text.length() - 6);
  }

  @Override
  public int compareTo(JobId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }

  // The generated equals and hashCode of a record build method handles at their first call, and an
  // id is the first key in every command.

  @Override
  public boolean equals(Object other) {
    return other instanceof JobId that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
