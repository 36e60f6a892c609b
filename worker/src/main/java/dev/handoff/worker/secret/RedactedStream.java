package dev.handoff.worker.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Passes bytes on with each secret replaced by a mask, wherever the borders between writes are. It
 * holds back only what may be the beginning of a secret. Not safe for several threads at once.
 */
public final class RedactedStream {

  /** Takes what may leave. */
  public interface Sink {
    void write(byte[] bytes, int offset, int length) throws IOException;
  }

  private static final byte[] MASK = Redactor.MASK.getBytes(UTF_8);

  private final Sink sink;
  private final Track direct;
  private final Track base64;
  private final Set<String> seen = new TreeSet<>();

  // Bytes that came and did not leave yet, and which of them are of a secret.
  private byte[] held = new byte[256];
  private boolean[] isSecret = new boolean[256];
  private int length;
  // How many bytes left before the first that is held.
  private long gone;
  // What leaves at the end of a write, as one: each write to a sink may cost a record.
  private final ByteArrayOutputStream ready = new ByteArrayOutputStream();
  private boolean isInMask;

  RedactedStream(PatternTree direct, PatternTree base64, Sink sink) {
    this.sink = sink;
    this.direct = new Track(direct, false);
    this.base64 = new Track(base64, true);
  }

  /** The names of the secrets that were seen so far. */
  public Set<String> seen() {
    return Set.copyOf(seen);
  }

  /**
   * @throws IOException as the sink
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

  /** The end of what is surely no part of a secret, looked for as long as nothing is held. */
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

  private void cover(long start, Track track) {
    if (start >= 0) {
      seen.add(track.name());
      Arrays.fill(isSecret, (int) Math.max(0, start - gone), length, true);
    }
  }

  /** How many of the held bytes, from the end, may still become a secret. */
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
   * Passes on what is held. A secret that is cut off here is masked if it is longer than chance
   * explains.
   */
  public void finish() throws IOException {
    for (Track track : new Track[] {direct, base64}) {
      if (track.depth() >= Secrets.SHORTEST) {
        Arrays.fill(isSecret, (int) Math.max(0, track.start() - gone), length, true);
      }
    }
    release(0);
    send();
    direct.reset();
    base64.reset();
  }

  /** Where one tree stands in the stream. */
  private static final class Track {

    private final PatternTree tree;
    // Line ends do not count.
    private final boolean isBroken;
    // Where the last bytes that counted stood, as many as a pattern can have.
    private final long[] places;
    private long counted;
    private int state;

    Track(PatternTree tree, boolean isBroken) {
      this.tree = tree;
      this.isBroken = isBroken;
      this.places = new long[tree.longest() + 1];
    }

    boolean stays(byte each) {
      return state == 0 && tree.next(0, each) == 0;
    }

    boolean isIdle() {
      return state == 0;
    }

    /** Where the longest secret begins that ends here, or -1. */
    long take(byte each, long at) {
      if (isBroken && (each == '\n' || each == '\r')) {
        // A few characters that look like base64 must not hold back a line for ever. Were they the
        // beginning of a secret, the rest of it is a pattern of its own.
        state = tree.depth(state) < SecretForms.MOST_BEFORE_BREAK ? 0 : state;
        return -1;
      }
      state = tree.next(state, each);
      places[(int) (counted++ % places.length)] = at;
      return tree.matched(state) == 0 ? -1 : place(tree.matched(state));
    }

    private long place(int back) {
      return places[(int) ((counted - back) % places.length)];
    }

    String name() {
      return tree.name(state);
    }

    int depth() {
      return tree.depth(state);
    }

    long start() {
      return place(tree.depth(state));
    }

    /** From where on bytes must be held. */
    long begin(long end) {
      return state == 0 ? end : start();
    }

    void reset() {
      state = 0;
    }
  }
}
