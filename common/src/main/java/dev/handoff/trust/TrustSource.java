package dev.handoff.trust;

import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.file.FileErrorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the current trust. Follows changes of the file, so keys can be added and removed without a
 * restart. Thread-safe.
 */
public final class TrustSource {

  private static final Logger LOG = LoggerFactory.getLogger(TrustSource.class);
  private static final long LOOK_EVERY = Duration.ofSeconds(2).toNanos();

  private final @Nullable TrustFile file;
  private final LongSupplier nanoTime;

  // Guarded by this, except the newest trust, which is read without the lock.
  private volatile Trust trust;
  private volatile long lookAt;
  private List<Object> seen;

  private TrustSource(
      @Nullable TrustFile file, List<Object> seen, Trust trust, LongSupplier nanoTime) {
    this.file = file;
    this.seen = seen;
    this.trust = trust;
    this.nanoTime = nanoTime;
    this.lookAt = nanoTime.getAsLong() + LOOK_EVERY;
  }

  /** A source that never changes. */
  public static TrustSource of(Trust trust) {
    return new TrustSource(null, List.of(), trust, System::nanoTime);
  }

  /**
   * @throws InvalidSettingsException if the file is invalid; names the file
   * @throws IOException if it cannot be read
   */
  public static TrustSource of(Path path) throws IOException {
    return of(path, System::nanoTime);
  }

  static TrustSource of(Path path, LongSupplier nanoTime) throws IOException {
    TrustFile file = new TrustFile(path);
    List<Object> seen = looks(file); // before the read: a change in between is seen later
    return new TrustSource(file, seen, file.read(), nanoTime);
  }

  /**
   * The current trust. Checks the file every few seconds at most; an invalid file changes nothing.
   */
  public Trust current() {
    if (file != null && nanoTime.getAsLong() - lookAt >= 0) {
      look(file);
    }
    return trust;
  }

  private synchronized void look(TrustFile file) {
    if (nanoTime.getAsLong() - lookAt < 0) {
      return; // another thread has just checked
    }
    lookAt = nanoTime.getAsLong() + LOOK_EVERY;
    try {
      List<Object> now = looks(file);
      if (now.equals(seen)) {
        return;
      }
      seen = now;
      trust = file.read();
      LOG.info("Read {} again: {} keys, mode {}", file.path(), trust.keys().size(), trust.mode());
    } catch (IOException e) {
      keep(file, FileErrorText.of(e));
    } catch (InvalidSettingsException e) {
      keep(file, String.valueOf(e.getMessage()));
    }
  }

  private static void keep(TrustFile file, String why) {
    LOG.warn("{} cannot be read again; its previous content stays in force: {}", file.path(), why);
  }

  private static List<Object> looks(TrustFile file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file.path(), BasicFileAttributes.class);
    return List.of(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
  }
}
