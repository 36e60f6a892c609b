package dev.handoff.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ExecutableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class PageOpenerTest {

  private static final String ADDRESS = "http://127.0.0.1:9470/#token=handoff_secret";

  @TempDir Path folder;

  @Test
  void theAddressIsInAFileOfTheUserAloneAndInNoArgument() throws IOException {
    Path called = folder.resolve("called");
    Path browser = folder.resolve("xdg-open");
    ExecutableFile.write(
        browser,
        "#!/bin/sh\necho \"$@\" >" + called + ".part\nmv " + called + ".part " + called + "\n");
    Map<String, String> environment =
        Map.of("DISPLAY", ":0", "PATH", folder + ":" + System.getenv("PATH"));
    Path page;
    try (PageOpener opener = new PageOpener(environment, null)) {
      assertThat(opener.open(ADDRESS)).isTrue();

      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(called));
      String argument = Files.readString(called).strip();
      assertThat(argument).doesNotContain("secret");
      page = Path.of(argument);
      assertThat(page).content().contains("url=" + ADDRESS);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page)))
          .isEqualTo("rw-------");
    }
    assertThat(page).doesNotExist();
  }

  @Test
  void aPageThatIsKeptIsTheUsersAloneWhateverWasThere() throws IOException {
    Path kept = folder.resolve("board.html");
    Path others = Files.writeString(folder.resolve("others"), "theirs");
    Files.createSymbolicLink(kept, others);
    ExecutableFile.write(folder.resolve("xdg-open"), "#!/bin/sh\n");
    Map<String, String> environment =
        Map.of("DISPLAY", ":0", "PATH", folder + ":" + System.getenv("PATH"));

    try (PageOpener opener = new PageOpener(environment, kept)) {
      assertThat(opener.open(ADDRESS)).isTrue();
    }

    assertThat(kept).content().contains("url=" + ADDRESS);
    assertThat(others).content().isEqualTo("theirs");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");
  }

  @Test
  void withoutAScreenNothingIsOpened() {
    try (PageOpener opener = new PageOpener(Map.of("PATH", System.getenv("PATH")), null)) {
      assertThat(opener.open(ADDRESS)).isFalse();
    }
  }
}
