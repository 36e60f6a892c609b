package dev.handoff.worker.attempt.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where patches lie that must not leave the worker. */
class WithheldPatchesTest {

  @TempDir Path work;

  private WithheldPatches patches(int most, long mostBytes) {
    return new WithheldPatches(work.resolve("withheld"), most, mostBytes);
  }

  private Path patch(String text) throws IOException {
    return Files.writeString(work.resolve("patch"), text);
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> files = Files.list(work.resolve("withheld"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aPatchIsForItsOwnerAlone() throws Exception {
    Path kept = WithheldPatches.in(work).keep("job-1", patch("text"));

    assertThat(kept).isEqualTo(work.resolve("withheld/job-1.patch")).hasContent("text");
    assertThat(permissions(kept)).isEqualTo("rw-------");
    assertThat(permissions(kept.getParent())).isEqualTo("rwx------");
    assertThat(work.resolve("patch")).doesNotExist();
  }

  @Test
  void aFolderThatOthersCouldEnterIsClosed() throws Exception {
    Path folder = Files.createDirectory(work.resolve("withheld"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

    WithheldPatches.in(work).keep("job-1", patch("text"));

    assertThat(permissions(folder)).isEqualTo("rwx------");
  }

  @Test
  void theOldestGoFirst() throws Exception {
    WithheldPatches patches = patches(2, 1000);
    for (int i = 1; i <= 4; i++) {
      Path kept = patches.keep("job-" + i, patch("text"));
      Instant past = Instant.now().minusSeconds(100 - i);
      Files.setLastModifiedTime(kept, FileTime.from(past));
    }
    patches.clear(Instant.now());

    assertThat(kept()).containsExactly("job-3.patch", "job-4.patch");
  }

  @Test
  void allTogetherAreLimited() throws Exception {
    WithheldPatches patches = patches(9, 10);
    Files.setLastModifiedTime(
        patches.keep("job-1", patch("123456")), FileTime.from(Instant.now().minusSeconds(9)));

    patches.keep("job-2", patch("12345"));

    assertThat(kept()).containsExactly("job-2.patch");
    assertThatThrownBy(() -> patches.keep("job-3", patch("12345678901")))
        .isInstanceOf(IOException.class)
        .hasMessage("it has 11 bytes, and at most 10 are kept");
    assertThat(kept()).containsExactly("job-2.patch");
  }

  @Test
  void noneIsKeptForLongerThanItIsSaid() throws Exception {
    WithheldPatches patches = patches(9, 1000);
    patches.keep("job-1", patch("text"));
    Instant now = Instant.now();

    patches.clear(now.plus(WithheldPatches.KEPT).minusSeconds(60));
    assertThat(kept()).containsExactly("job-1.patch");
    patches.clear(now.plus(WithheldPatches.KEPT).plusSeconds(60));
    assertThat(kept()).isEmpty();
  }

  @Test
  void aWorkerThatStartsRemovesOldOnes() throws Exception {
    Path kept = WithheldPatches.in(work).keep("job-1", patch("text"));
    Files.setLastModifiedTime(kept, FileTime.from(Instant.now().minus(Duration.ofDays(8))));

    try (WorkFolder folder = WorkFolder.occupy(work)) {
      folder.clear();
    }

    assertThat(kept()).isEmpty();
  }

  @Test
  void aLinkInItsPlaceIsNotFollowed() throws Exception {
    Path elsewhere = Files.createDirectory(work.resolve("elsewhere"));
    Path other = Files.writeString(elsewhere.resolve("other"), "text");
    Files.setLastModifiedTime(other, FileTime.from(Instant.EPOCH));
    Files.createSymbolicLink(work.resolve("withheld"), elsewhere);

    assertThatThrownBy(() -> WithheldPatches.in(work).keep("job-1", patch("text")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no folder");
    assertThatThrownBy(() -> WithheldPatches.in(work).clear(Instant.now()))
        .isInstanceOf(IOException.class);
    assertThat(other).exists();
    assertThat(elsewhere.resolve("job-1.patch")).doesNotExist();
  }

  @Test
  void withoutAnyThereIsNothingToClear() throws Exception {
    WithheldPatches.in(work).clear(Instant.now());

    assertThat(work.resolve("withheld")).doesNotExist();
  }
}
