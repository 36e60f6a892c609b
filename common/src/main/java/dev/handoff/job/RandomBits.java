package dev.handoff.job;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Random bits for ids and leases, from a cryptographic generator. It is asked for 4 KiB at a time,
 * because a call of it costs as much as hundreds of its bytes. Thread-safe.
 */
public final class RandomBits implements RandomGenerator {

  private static final int BYTES = 4096;

  private final SecureRandom source = new SecureRandom();

  // Guarded by this.
  private final ByteBuffer bits = ByteBuffer.allocate(BYTES).position(BYTES);

  private RandomBits() {}

  /**
   * The bits of this process; made at the first call, so that only who needs some pays for them.
   */
  public static RandomBits shared() {
    return Shared.BITS;
  }

  @Override
  public synchronized long nextLong() {
    if (!bits.hasRemaining()) {
      source.nextBytes(bits.array());
      bits.clear();
    }
    return bits.getLong();
  }

  /** A random UUID (version 4) of 122 bits that were used for nothing else. */
  public UUID uuid() {
    long high = nextLong() & ~0xf000L | 0x4000L;
    long low = nextLong() & ~(3L << 62) | 1L << 63;
    return new UUID(high, low);
  }

  private static final class Shared {
    static final RandomBits BITS = new RandomBits();
  }
}
