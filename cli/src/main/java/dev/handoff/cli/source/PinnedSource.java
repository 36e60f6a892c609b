package dev.handoff.cli.source;

import dev.handoff.brief.Brief;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A brief that is ready to be sent, and the temporary files that are sent with it. They are deleted
 * when this is closed.
 *
 * @param bundle a git bundle
 * @param carried files of {@code scope.carry}
 */
public record PinnedSource(Brief brief, @Nullable Path bundle, @Nullable Path carried)
    implements AutoCloseable {

  PinnedSource(Brief brief, @Nullable Path bundle) {
    this(brief, bundle, null);
  }

  static PinnedSource of(Brief brief) {
    return new PinnedSource(brief, null);
  }

  PinnedSource withCarried(Path file) {
    return new PinnedSource(brief, bundle, file);
  }

  public boolean hasFiles() {
    return bundle != null || carried != null;
  }

  /** 0 without a bundle. */
  public long bundleBytes() {
    return bytes(bundle);
  }

  /** 0 if nothing is carried. */
  public long carriedBytes() {
    return bytes(carried);
  }

  private static long bytes(@Nullable Path file) {
    try {
      return file == null ? 0 : Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** May be called twice. */
  @Override
  public void close() {
    delete(bundle);
    delete(carried);
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
