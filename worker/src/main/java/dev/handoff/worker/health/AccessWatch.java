package dev.handoff.worker.health;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.WorkerRights;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.loop.Periodic;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the broker no longer lets this worker do its work, and says so. Each look logs in
 * anew: connections that stand outlive a login that was taken away. On one thread, {@code
 * access-watch}.
 *
 * <p>Rights come back without the worker's doing, so it waits for them. A login does not: it was
 * read once, at the start, and only another start can bring a new one.
 */
public final class AccessWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AccessWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int LOOKS_UNTIL_SAID_AGAIN = 6;

  private final KafkaSettings kafka;
  private final Set<String> lanes;
  private final long patience;
  private final CompletableFuture<String> lockedOut = new CompletableFuture<>();
  private final Periodic timer;
  private final RefusedAccess refusal = new RefusedAccess();

  // Owned by the watch.
  private int looks;
  private @Nullable Long refusedSince;

  /**
   * @param lease within its abandon a login may be mended before the worker is given up
   */
  public AccessWatch(KafkaSettings kafka, Set<String> lanes, LeaseSettings lease) {
    this.kafka = kafka;
    this.lanes = lanes;
    this.patience = lease.abandon().toNanos();
    // A worker that gives up soon must look soon.
    Duration every = EVERY.compareTo(lease.lapse()) < 0 ? EVERY : lease.lapse();
    this.timer = new Periodic("access-watch", every, this::look);
  }

  public void start() {
    timer.startAfterPause();
  }

  private void look() {
    try {
      List<String> missing = missing();
      refusedSince = null;
      note(missing.isEmpty() ? null : "it may not " + String.join("; ", missing));
    } catch (AuthenticationException e) {
      loginRefused(e);
    } catch (KafkaException e) {
      // Without an answer nothing can be said about who may do what.
      refusedSince = null;
      LOG.debug("Cannot ask what this worker may do now", e);
    }
  }

  private List<String> missing() {
    Admin admin = kafka.admin();
    try {
      return new WorkerRights(admin, kafka.topics(), lanes).missing();
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  private void loginRefused(AuthenticationException e) {
    long now = System.nanoTime();
    long since = refusedSince == null ? now : refusedSince;
    refusedSince = since;
    String why = "its login is not accepted: " + e.getMessage();
    note(why);
    if (now - since >= patience) {
      lockedOut.completeAsync(() -> why); // who closes the worker then waits for this thread
    }
  }

  private void note(@Nullable String now) {
    String before = refusal.note(now);
    if (now == null && before != null) {
      // Whoever was called by the error wants to see that too.
      LOG.warn("The broker lets this worker do its work again");
    } else if (now != null && (!now.equals(before) || ++looks >= LOOKS_UNTIL_SAID_AGAIN)) {
      looks = 0;
      LOG.error(
          "The broker refuses this worker: {}. It takes no jobs until that is mended; see"
              + " docs/security.md",
          now);
    }
  }

  /** What the broker refuses this worker, or has since it was last asked for, if anything. */
  @Nullable String refusal() {
    return refusal.tell();
  }

  /** Completes, with the reason, once the login was refused for so long that it will stay so. */
  public CompletableFuture<String> lockedOut() {
    return lockedOut;
  }

  @Override
  public void close() {
    timer.close();
  }
}
