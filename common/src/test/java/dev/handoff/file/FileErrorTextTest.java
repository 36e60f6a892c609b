package dev.handoff.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileErrorTextTest {

  @Test
  void saysWhichFileAndWhy() {
    assertThat(FileErrorText.of(new NoSuchFileException("a"))).isEqualTo("a: it does not exist");
    assertThat(FileErrorText.of(new AccessDeniedException("a"))).isEqualTo("a: permission denied");
    assertThat(FileErrorText.of(new FileAlreadyExistsException("a")))
        .isEqualTo("a: it is there already and is no folder");
    assertThat(FileErrorText.of(new NotDirectoryException("a"))).isEqualTo("a: it is no folder");
    assertThat(FileErrorText.of(new DirectoryNotEmptyException("a")))
        .isEqualTo("a: the folder is not empty");
    assertThat(FileErrorText.of(new FileSystemLoopException("a")))
        .isEqualTo("a: symbolic links lead back to it");
    assertThat(FileErrorText.of(new FileSystemException("a", null, "No space left on device")))
        .isEqualTo("a: No space left on device");
    assertThat(FileErrorText.of(new FileSystemException("a", "b", "Invalid cross-device link")))
        .isEqualTo("a -> b: Invalid cross-device link");
  }

  @Test
  void neverSaysNullOrTheNameOfAClass() {
    for (IOException bare :
        List.of(
            new IOException(),
            new FileSystemException("a"),
            new FileSystemException(null),
            new NoSuchFileException(null),
            new MalformedInputException(1))) {
      assertThat(FileErrorText.of(bare)).doesNotContain("null", "Exception", "java");
      assertThat(FileErrorText.of(new UncheckedIOException(bare)))
          .isEqualTo(FileErrorText.of(bare));
    }
  }

  @Test
  void whatSomebodyHasWrittenAroundItStandsBeforeIt() {
    IOException denied = new AccessDeniedException("a");

    assertThat(FileErrorText.of(new UncheckedIOException("the broker's folder", denied)))
        .isEqualTo("the broker's folder: a: permission denied");
    assertThat(FileErrorText.of(new UncheckedIOException("lost: a: permission denied", denied)))
        .isEqualTo("lost: a: permission denied");
  }

  @Test
  void aFolderThatIsReadAsAFileIsNamed(@TempDir Path folder) {
    FileSystemException failure =
        catchThrowableOfType(FileSystemException.class, () -> BoundedFile.read(folder, 10));

    assertThat(FileErrorText.of(failure)).isEqualTo(folder + ": Is a directory");
  }

  @Test
  void ofALongFileOneByteMoreThanTheLimitIsRead(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "0123456789");

    assertThat(BoundedFile.read(file, 10)).hasSize(10);
    assertThat(BoundedFile.read(file, 9)).hasSize(10);
    assertThat(BoundedFile.read(file, 3)).hasSize(4);
  }
}
