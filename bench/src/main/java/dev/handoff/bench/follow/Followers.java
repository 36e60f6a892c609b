package dev.handoff.bench.follow;

import dev.handoff.bench.figure.Percentiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Many streams of a gateway, read by one thread, as many clients would on hosts of their own. What
 * waits for that thread counts as late, so its figures are no better than the gateway's.
 */
public final class Followers implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 120;

  private final Selector selector;
  private final List<Follower> all = new ArrayList<>();
  private final CountDownLatch begun;
  private final Percentiles delays = new Percentiles();
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean isClosed;

  private Followers(int count) throws IOException {
    selector = Selector.open();
    begun = new CountDownLatch(count);
    thread = new Thread(this::run, "followers");
    thread.setDaemon(true);
  }

  /**
   * Opens them all.
   *
   * @param paths one for each
   * @param tokens taken by turns; a token may have 64 streams
   */
  public static Followers open(InetSocketAddress gateway, List<String> paths, List<String> tokens)
      throws IOException, InterruptedException {
    Followers followers = new Followers(paths.size());
    for (int i = 0; i < paths.size(); i++) {
      String token = tokens.get(i % tokens.size());
      followers.all.add(Follower.open(gateway, paths.get(i), token, followers.selector));
    }
    followers.thread.start();
    boolean isBegun = followers.begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    followers.requireHealth();
    if (!isBegun) {
      throw new IOException(followers.begun.getCount() + " streams have not begun");
    }
    return followers;
  }

  /** From the append until it was read, of all streams. */
  public Percentiles delays() {
    return delays;
  }

  /** Fails if a stream was cut. */
  public void requireHealth() throws IOException {
    IOException cut = failure.get();
    if (cut != null) {
      throw new IOException(cut.getMessage(), cut);
    }
  }

  private void run() {
    try {
      while (!isClosed) {
        selector.select(this::read, 1_000);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void read(SelectionKey key) {
    try {
      Follower follower = (Follower) key.attachment();
      if (follower.read(delays::recordSince)) {
        begun.countDown();
      }
    } catch (IOException e) {
      key.cancel();
      fail(e);
    }
  }

  private void fail(IOException cause) {
    failure.compareAndSet(null, cause);
    while (begun.getCount() > 0) {
      begun.countDown();
    }
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Follower follower : all) {
      follower.close();
    }
    selector.close();
  }
}
