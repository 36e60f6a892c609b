package dev.handoff.gateway.roll;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * A place in the status topic: the offset of the next record of each partition. As text it is short
 * enough for an id of a stream, and means the same to every gateway of the cluster. Pure.
 *
 * @param offsets by partition; a partition that is not named has not begun
 */
public record StreamPosition(Map<Integer, Long> offsets) {

  private static final int MAX_PARTITIONS = 4096;
  private static final int MAX_LETTERS = 60_000;
  private static final int MORE = 0x80;
  private static final int VALUE = 0x7f;
  private static final int VALUE_BITS = 7;
  private static final int MAX_BYTES = 9;

  public StreamPosition {
    offsets = Map.copyOf(offsets);
    offsets.forEach(
        (partition, offset) -> {
          if (partition < 0 || partition >= MAX_PARTITIONS || offset < 0) {
            throw new IllegalArgumentException(
                "a position must be of partitions 0 to 4095 and offsets from 0 on");
          }
        });
  }

  /** The offset of the next record of that partition. */
  public long of(int partition) {
    return offsets.getOrDefault(partition, 0L);
  }

  /** The text of the position. */
  public String pack() {
    int count = offsets.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int partition = 0; partition < count; partition++) {
      put(bytes, of(partition));
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  private static void put(ByteArrayOutputStream bytes, long value) {
    long rest = value;
    while (rest > VALUE) {
      bytes.write((int) (rest & VALUE) | MORE);
      rest >>>= VALUE_BITS;
    }
    bytes.write((int) rest);
  }

  /**
   * Reads what {@link #pack} has written.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static StreamPosition unpack(String text) {
    try {
      if (text.length() > MAX_LETTERS) {
        throw wrong();
      }
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      Map<Integer, Long> offsets = new TreeMap<>();
      while (bytes.hasRemaining()) {
        offsets.put(offsets.size(), next(bytes));
      }
      return new StreamPosition(offsets);
    } catch (IllegalArgumentException e) {
      throw wrong();
    }
  }

  private static long next(ByteBuffer bytes) {
    long value = 0;
    for (int i = 0; i < MAX_BYTES; i++) {
      if (!bytes.hasRemaining()) {
        throw wrong();
      }
      int part = bytes.get();
      value |= (long) (part & VALUE) << (VALUE_BITS * i);
      if ((part & MORE) == 0) {
        return value;
      }
    }
    throw wrong();
  }

  private static IllegalArgumentException wrong() {
    return new IllegalArgumentException("the position must be an id that this stream has sent");
  }

  /** The later of both on each partition. */
  static Map<Integer, Long> later(Map<Integer, Long> one, Map<Integer, Long> other) {
    Map<Integer, Long> later = new TreeMap<>(one);
    other.forEach((partition, offset) -> later.merge(partition, offset, Math::max));
    return later;
  }

  @Override
  public String toString() {
    return Arrays.toString(new TreeMap<>(offsets).values().toArray());
  }
}
