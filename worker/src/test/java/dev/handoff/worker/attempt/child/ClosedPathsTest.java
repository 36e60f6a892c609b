package dev.handoff.worker.attempt.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClosedPathsTest {

  private static final int WALKS = 200;

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void makeOpenFolder() throws IOException {
    folder = with(Files.createDirectory(temporary.resolve("open")), "rwxr-xr-x");
  }

  @Test
  void filesAndFoldersThatOthersMayNotReadAreFound() throws IOException {
    Path shadow = with(Files.createFile(folder.resolve("shadow")), "rw-r-----");
    Path keys = with(Files.createDirectory(folder.resolve("keys")), "rwx------");
    with(Files.createFile(keys.resolve("below")), "rw-------");
    with(Files.createFile(folder.resolve("hosts")), "rw-r--r--");
    Files.createSymbolicLink(folder.resolve("link"), shadow);

    assertThat(ClosedPaths.below(folder)).containsExactlyInAnyOrder(shadow, keys);
  }

  @Test
  void aFileThatGoesAwayDuringTheWalkLeavesNothingBehindItOpen() throws Exception {
    Path shadow = with(Files.createFile(folder.resolve("shadow")), "rw-r-----");
    AtomicBoolean isOver = new AtomicBoolean();
    Thread busy = new Thread(() -> comeAndGo(isOver));
    busy.start();
    try {
      for (int walk = 0; walk < WALKS; walk++) {
        assertThat(ClosedPaths.below(folder)).contains(shadow);
      }
    } finally {
      isOver.set(true);
      busy.join();
    }
  }

  private void comeAndGo(AtomicBoolean isOver) {
    try {
      while (!isOver.get()) {
        for (int each = 0; each < 20; each++) {
          Files.createFile(folder.resolve("draft-" + each));
        }
        for (int each = 0; each < 20; each++) {
          Files.delete(folder.resolve("draft-" + each));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path with(Path path, String permissions) throws IOException {
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
