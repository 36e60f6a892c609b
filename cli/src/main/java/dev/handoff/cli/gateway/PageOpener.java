package dev.handoff.cli.gateway;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens a page in the user's browser. Its address lets in whoever has it, so it is no argument of a
 * program, which others on the host could read: the browser opens a file that only the user can
 * read, and that leads there.
 */
final class PageOpener implements AutoCloseable {

  private static final FileAttribute<?> OWNERS_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Map<String, String> environment;
  private final @Nullable Path kept;
  private @Nullable Path temporary;

  /**
   * @param kept where the page is to stay; null: in a file that is deleted when this is closed
   */
  PageOpener(Map<String, String> environment, @Nullable Path kept) {
    this.environment = environment;
    this.kept = kept;
  }

  /** False if there is no browser to open it in. */
  boolean open(String address) {
    Optional<String> program = program();
    if (program.isEmpty()) {
      return false;
    }
    try {
      Path page = written(page(address));
      ProcessBuilder opening = new ProcessBuilder(program.get(), page.toString());
      opening.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
      opening.start();
      return true;
    } catch (IOException none) {
      return false;
    }
  }

  private Path written(String text) throws IOException {
    if (kept == null) {
      temporary = Files.createTempFile("handoff-board", ".html", OWNERS_ALONE);
      return Files.writeString(temporary, text);
    }
    Files.deleteIfExists(kept);
    return Files.writeString(Files.createFile(kept, OWNERS_ALONE), text);
  }

  /**
   * @param address of letters that HTML leaves as they are
   */
  static String page(String address) {
    return """
        <!doctype html>
        <meta charset="utf-8">
        <meta name="referrer" content="no-referrer">
        <meta http-equiv="refresh" content="0; url=%s">
        <title>Handoff</title>
        """
        .formatted(address);
  }

  private Optional<String> program() {
    boolean isMac = System.getProperty("os.name", "").startsWith("Mac");
    boolean hasScreen =
        isMac || environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
    String name = isMac ? "open" : "xdg-open";
    String path = environment.getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> hasScreen && folder.startsWith("/"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  @Override
  public void close() {
    try {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the file of the board's address could not be deleted", e);
    }
  }
}
