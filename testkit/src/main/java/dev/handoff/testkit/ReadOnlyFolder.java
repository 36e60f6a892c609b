package dev.handoff.testkit;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A folder in which nothing can be written, by the superuser either: he may write where no mode
 * permits it, but not into a mount that is read-only.
 */
public record ReadOnlyFolder(Path path, boolean isMount) implements AutoCloseable {

  /** Skips the test where this user can make none. */
  public static ReadOnlyFolder of(Path path) {
    String folder = path.toString();
    run("chmod", "-R", "a-w", folder);
    boolean isMount =
        run("mount", "--bind", folder, folder) && run("mount", "-o", "remount,bind,ro", folder);
    ReadOnlyFolder readOnly = new ReadOnlyFolder(path, isMount);
    boolean canBeWritten = Files.isWritable(path);
    if (canBeWritten) {
      readOnly.close();
    }
    assumeFalse(canBeWritten, "the superuser may make no folder read-only here");
    return readOnly;
  }

  /** Gives it back as it was, so that it can be deleted. */
  @Override
  public void close() {
    if (isMount) {
      run("umount", "-l", path.toString());
    }
    run("chmod", "-R", "u+w", path.toString());
  }

  private static boolean run(String... command) {
    return ProcessRun.run(new ProcessBuilder(List.of(command)), Duration.ofSeconds(30)).exit() == 0;
  }
}
