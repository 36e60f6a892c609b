package dev.handoff.gateway.access;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many streams the owner of a token has open, and how fast it submits. Thread-safe. */
public final class TokenLimits {

  /** Streams of one token at a time. */
  public static final int MAX_STREAMS = 64;

  /** Submits of one token in a second. */
  public static final int SUBMITS_A_SECOND = 10;

  private final LongSupplier nanoTime;

  // Guarded by this, by the name of the token.
  private final Map<String, Integer> streams = new HashMap<>();
  private final Map<String, Bucket> submits = new HashMap<>();

  /** What is left of a second's submits, as of some time. */
  private record Bucket(double left, long at) {}

  public TokenLimits() {
    this(System::nanoTime);
  }

  TokenLimits(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Counts one more stream, unless there are too many. */
  public synchronized boolean openStream(Token token) {
    int open = streams.getOrDefault(token.name(), 0);
    if (open >= MAX_STREAMS) {
      return false;
    }
    streams.put(token.name(), open + 1);
    return true;
  }

  /** Once for each stream that was opened. */
  public synchronized void closeStream(Token token) {
    streams.computeIfPresent(token.name(), (name, open) -> open == 1 ? null : open - 1);
  }

  /** How many are open, of all tokens. */
  public synchronized int openStreams() {
    return streams.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Counts one more submit, unless there are too many for now. */
  public synchronized boolean maySubmit(Token token) {
    long now = nanoTime.getAsLong();
    Bucket bucket = submits.getOrDefault(token.name(), new Bucket(SUBMITS_A_SECOND, now));
    double grown = (now - bucket.at) * (double) SUBMITS_A_SECOND / TimeUnit.SECONDS.toNanos(1);
    double left = Math.min(SUBMITS_A_SECOND, bucket.left + grown);
    boolean may = left >= 1;
    submits.put(token.name(), new Bucket(may ? left - 1 : left, now));
    return may;
  }
}
