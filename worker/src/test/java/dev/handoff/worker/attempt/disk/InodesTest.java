package dev.handoff.worker.attempt.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InodesTest {

  @Test
  void totalAndFreeAreRead() {
    assertThat(Inodes.parse("16777216 16325993\n")).contains(new Inodes(16777216, 16325993));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0", "", "?", "- -", "12", "1 2 3", "99999999999999999999 1"})
  void aDiskWithoutALimitOrWithoutAnAnswerHasNone(String said) {
    assertThat(Inodes.parse(said)).isEmpty();
  }

  @Test
  void noneAreKnownOfAFolderThatIsNotThere(@TempDir Path folder) throws Exception {
    assertThat(Inodes.of(folder.resolve("none"))).isEmpty();
  }
}
