package dev.handoff.worker.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Passes bytes on with each secret replaced by a mask, also if it spans several writes. Holds back
 * only what may be the beginning of a secret. Not thread-safe.
 */
public final class RedactedStream {

  /** Receives the redacted bytes. */
  public interface Sink {
    void write(byte[] bytes, int offset, int length) throws IOException;
  }

  private static final byte[] MASK = Redactor.MASK.getBytes(UTF_8);

  private final Sink sink;
  private final PatternTrack direct;
  private final PatternTrack base64;
  private final Set<String> seen = new TreeSet<>();

  // The bytes held back, and which of them belong to a secret.
  private byte[] held = new byte[256];
  private boolean[] isSecret = new boolean[256];
  private int length;
  // How many bytes were passed on before the first held one.
  private long gone;
  // Passed on at once at the end of a write, since each write to a sink may cost a record.
  private final ByteArrayOutputStream ready = new ByteArrayOutputStream();
  private boolean isInMask;

  RedactedStream(PatternTree direct, PatternTree base64, Sink sink) {
    this.sink = sink;
    this.direct = new PatternTrack(direct, false);
    this.base64 = new PatternTrack(base64, true);
  }

  /** The names of the secrets seen so far. */
  public Set<String> seen() {
    return Set.copyOf(seen);
  }

  /**
   * @throws IOException if the sink throws it
   */
  public void write(byte[] bytes, int offset, int count) throws IOException {
    int from = offset;
    int end = offset + count;
    while (from < end) {
      int plain = length == 0 ? plain(bytes, from, end) : from;
      if (plain > from) {
        isInMask = false;
        gone += plain - from;
        ready.write(bytes, from, plain - from);
      }
      if (plain < end) {
        hold(bytes[plain]);
      }
      from = plain + 1;
    }
    release(kept());
    send();
  }

  private void send() throws IOException {
    if (ready.size() > 0) {
      sink.write(ready.toByteArray(), 0, ready.size());
      ready.reset();
    }
  }

  /** Skips bytes that are surely no part of a secret, while nothing is held back. */
  private int plain(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && direct.stays(bytes[at]) && base64.stays(bytes[at])) {
      at++;
    }
    return at;
  }

  private void hold(byte each) {
    if (length == held.length) {
      held = Arrays.copyOf(held, length * 2);
      isSecret = Arrays.copyOf(isSecret, length * 2);
    }
    held[length] = each;
    isSecret[length] = false;
    length++;
    long at = gone + length - 1;
    cover(direct.take(each, at), direct);
    cover(base64.take(each, at), base64);
    if (direct.isIdle() && base64.isIdle() || length >= 4096) {
      release(kept());
    }
  }

  private void cover(long start, PatternTrack track) {
    if (start >= 0) {
      seen.add(track.name());
      Arrays.fill(isSecret, (int) Math.max(0, start - gone), length, true);
    }
  }

  /** How many of the last held bytes may still become a secret. */
  private int kept() {
    long first = Math.min(direct.begin(gone + length), base64.begin(gone + length));
    return (int) (gone + length - Math.max(gone, first));
  }

  private void release(int keep) {
    int free = length - keep;
    int from = 0;
    while (from < free) {
      int to = from;
      while (to < free && isSecret[to] == isSecret[from]) {
        to++;
      }
      if (!isSecret[from]) {
        ready.write(held, from, to - from);
      } else if (!isInMask) {
        ready.write(MASK, 0, MASK.length);
      }
      isInMask = isSecret[from];
      from = to;
    }
    System.arraycopy(held, free, held, 0, keep);
    System.arraycopy(isSecret, free, isSecret, 0, keep);
    gone += free;
    length = keep;
  }

  /**
   * Passes on the held bytes. A secret cut off here is masked if it is too long to be a
   * coincidence.
   */
  public void finish() throws IOException {
    for (PatternTrack track : new PatternTrack[] {direct, base64}) {
      if (track.depth() >= Secrets.SHORTEST) {
        Arrays.fill(isSecret, (int) Math.max(0, track.start() - gone), length, true);
      }
    }
    release(0);
    send();
    direct.reset();
    base64.reset();
  }
}
