package dev.handoff.cli;

import dev.handoff.brief.Brief;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A brief that is fit to be sent, and the git bundle that goes with it.
 *
 * @param bundle a temporary file, gone when this is closed; null: there is none
 */
record PinnedSource(Brief brief, Path bundle) implements AutoCloseable {

  static PinnedSource of(Brief brief) {
    return new PinnedSource(brief, null);
  }

  /** 0 without a bundle. */
  long bundleBytes() {
    try {
      return bundle == null ? 0 : Files.size(bundle);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** May be called twice. */
  @Override
  public void close() {
    try {
      if (bundle != null) {
        Files.deleteIfExists(bundle);
      }
    } catch (IOException e) {
      bundle.toFile().deleteOnExit();
    }
  }
}
