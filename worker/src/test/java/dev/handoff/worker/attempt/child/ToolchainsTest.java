package dev.handoff.worker.attempt.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolchainsTest {

  @TempDir Path disk;
  private Path home;

  @BeforeEach
  void makeHome() throws Exception {
    disk = disk.toRealPath();
    home = Files.createDirectories(disk.resolve("home/ann"));
  }

  private Iterable<Path> of(String... folders) throws Exception {
    StringBuilder path = new StringBuilder("relative::/no/such/folder");
    for (String folder : folders) {
      path.append(':').append(Files.createDirectories(disk.resolve(folder)));
    }
    Path system = disk.resolve("usr");
    return new Toolchains(each -> each.startsWith(system), home::equals).of(path.toString());
  }

  @Test
  void folderOfProgramsStandsForItsInstallation() throws Exception {
    assertThat(of("data/jdk-21/bin", "home/ann/.nvm/versions/node/v22/bin", "home/ann/maven/bin"))
        .containsExactly(
            disk.resolve("data/jdk-21"),
            home.resolve(".nvm/versions/node/v22"),
            home.resolve("maven"));
  }

  @Test
  void managersOfVersionsAreShownWhole() throws Exception {
    assertThat(of("home/ann/.pyenv/shims")).containsExactly(home.resolve(".pyenv"));
  }

  @Test
  void foldersThatMixToolsAndLogInsAreNot() throws Exception {
    assertThat(of("home/ann/.local/bin", "home/ann/.cargo/bin", "home/ann/bin"))
        .containsExactly(
            home.resolve(".cargo/bin"), home.resolve(".local/bin"), home.resolve("bin"));
  }

  @Test
  void homeItselfIsNeverShown() throws Exception {
    assertThat(of("home/ann")).isEmpty();
  }

  @Test
  void systemsOwnFoldersNeedNoShowing() throws Exception {
    assertThat(of("usr/bin", "usr/local/bin")).isEmpty();
  }

  @Test
  void installationBehindLinksIsShownByBothItsNames() throws Exception {
    Path real = Files.createDirectories(home.resolve(".sdkman/candidates/java/21"));
    Files.createDirectories(real.resolve("bin"));
    Files.createSymbolicLink(real.resolveSibling("current"), real);

    assertThat(of("home/ann/.sdkman/candidates/java/current/bin"))
        .containsExactly(real, real.resolveSibling("current"));
  }

  @Test
  void programThatIsLinkedFromElsewhereBringsItsInstallation() throws Exception {
    Path program = Files.createDirectories(home.resolve("maven/bin")).resolve("mvn");
    Files.createFile(program);
    Path script = Files.createFile(home.resolve("script"));
    Path links = Files.createDirectories(disk.resolve("usr/local/bin"));
    Files.createSymbolicLink(links.resolve("mvn"), program);
    Files.createSymbolicLink(links.resolve("script"), script);

    assertThat(of("usr/local/bin")).containsExactly(home.resolve("maven"), script);
  }

  @Test
  void linkToAFolderShowsNothingOfIt() throws Exception {
    Path documents = Files.createDirectories(home.resolve("Documents"));
    Path links = Files.createDirectories(disk.resolve("usr/local/bin"));
    Files.createSymbolicLink(links.resolve("documents"), documents);

    assertThat(of("usr/local/bin")).isEmpty();
  }

  @Test
  void linkToTheRootOfTheHostShowsNothing() throws Exception {
    Path links = Files.createDirectories(disk.resolve("usr/local/bin"));
    Files.createSymbolicLink(links.resolve("root"), Path.of("/"));

    assertThat(of("usr/local/bin")).isEmpty();
  }
}
