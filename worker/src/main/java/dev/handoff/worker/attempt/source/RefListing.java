package dev.handoff.worker.attempt.source;

import dev.handoff.worker.attempt.source.Source.SourceException;
import java.nio.charset.StandardCharsets;

/** Reads the refs that a source lists, in git's format. */
final class RefListing {

  // The list is held in memory, by git too.
  private static final long MAX_BYTES = 8L << 20;

  private RefListing() {}

  /**
   * Returns the list as text, if it is not too long.
   *
   * @throws SourceException if it is too long
   */
  static String text(byte[] listing) throws SourceException {
    refuse(listing.length);
    return new String(listing, StandardCharsets.ISO_8859_1);
  }

  static void refuse(long bytes) throws SourceException {
    if (bytes > MAX_BYTES) {
      throw new SourceException(
          "it has more refs than this worker reads (%d MiB)".formatted(MAX_BYTES >> 20));
    }
  }
}
