package dev.handoff.worker.attempt.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.attempt.git.LooseObjects.Loose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LooseObjectsTest {

  @TempDir Path folder;
  private TestRepository source;
  private LooseObjects objects;

  @BeforeEach
  void makeSource() {
    source = TestRepository.in(folder.resolve("source"));
    objects = LooseObjects.of(source.path().resolve(".git"));
  }

  @Test
  void whatGitAddsIsReadWithItsKindAndSize() throws Exception {
    String text = "a line\n".repeat(50_000);
    String commit = source.with("a", text).commit();
    String hash = source.git("rev-parse", commit + ":a");

    try (Loose blob = objects.open(hash).orElseThrow();
        Loose head = objects.open(commit).orElseThrow()) {
      assertThat(blob.isBlob()).isTrue();
      assertThat(blob.size()).isEqualTo(text.length());
      assertThat(new String(blob.content().readAllBytes(), UTF_8)).isEqualTo(text);
      assertThat(head.kind()).isEqualTo("commit");
    }
  }

  @Test
  void anObjectInAPackAndAnythingThatIsNoHashHasNoFile() throws Exception {
    String commit = source.with("a", "a\n").commit();
    source.git("repack", "-adq");

    assertThat(objects.open(commit)).isEmpty();
    assertThat(objects.open("HEAD")).isEmpty();
    assertThat(objects.open("../../config")).isEmpty();
  }

  @Test
  void aDamagedObjectIsAnError() throws Exception {
    String hash = "ab" + "c".repeat(38);
    Path file = objects.folder().resolve("ab/" + "c".repeat(38));
    Files.createDirectories(file.getParent());
    Files.writeString(file, "not compressed");

    assertThatThrownBy(() -> objects.open(hash)).isInstanceOf(IOException.class);
  }
}
