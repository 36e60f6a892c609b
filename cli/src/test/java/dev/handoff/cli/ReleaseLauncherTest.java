package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ExecutableFile;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher script as {@code bin/handoff} of a release, with a Java that only tells what it is
 * asked for, and makes the archive that it is asked for.
 */
class ReleaseLauncherTest {

  private static final Duration DEADLINE = HandoffProcess.DEADLINE;

  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"' >&2; exit; fi
      case "$*" in
        *-Xshare:dump*)
          for word; do
            case $word in -XX:SharedArchiveFile=*) echo made >"${word#*=}" ;; esac
          done ;;
      esac
      echo "java $*"
      """;

  @TempDir Path folder;

  private LauncherTools tools;
  private Path release;
  private Path home;

  @BeforeEach
  void anUnpackedReleaseWithoutMaven() throws IOException {
    tools = LauncherTools.in(folder);
    tools.with("java", JAVA);
    release = Files.createDirectories(folder.resolve("my programs/handoff-0.1.0")).toRealPath();
    home = Files.createDirectories(folder.resolve("home")).toRealPath();
    Files.createDirectories(release.resolve("bin"));
    ExecutableFile.copy(LauncherTools.LAUNCHER, release.resolve("bin/handoff"));
    Files.createDirectories(release.resolve("lib"));
    Files.writeString(release.resolve("lib/handoff.jar"), "");
    Files.writeString(release.resolve("lib/handoff.build"), "0.1.0-abc\n");
  }

  @Test
  void theFirstStartMakesAnArchiveBesideTheJarsAndTheNextUsesIt() throws Exception {
    ProcessResult first = start("--version");
    ProcessResult second = start("await", "a b");

    Path archive = archiveIn(release.resolve("cache"));
    assertThat(first.exit()).as(first.toString()).isZero();
    assertThat(first.stderr()).contains("preparing quick starts").doesNotContain("build");
    assertThat(archive).hasContent("made");
    assertThat(second.stderr()).isEmpty();
    assertThat(second.stdout())
        .startsWith("java -XX:SharedArchiveFile=" + archive + " ")
        .contains(" -Dhandoff.build=0.1.0-abc -Dhandoff.release=" + release + " ")
        .endsWith(" -jar " + release.resolve("lib/handoff.jar") + " await a b\n")
        .hasLineCount(1);
  }

  @Test
  void itStartsThroughSymbolicLinks() throws Exception {
    Path link = Files.createSymbolicLink(home.resolve("link"), release.resolve("bin/handoff"));

    ProcessResult result = ProcessRun.run(tools.launcher(link, "--version"), DEADLINE);

    assertThat(result.stdout()).contains(" -jar " + release.resolve("lib/handoff.jar") + " ");
  }

  /** The same rules as the command has for HOME. */
  @ParameterizedTest
  @CsvSource({
    "HOME,           @/home,      @/home/.cache",
    "XDG_CACHE_HOME, @/my caches, @/my caches",
    "XDG_CACHE_HOME, relative,    @/home/.cache",
  })
  void anArchiveThatHasNoPlaceThereIsInTheUsersCaches(String name, String value, String caches)
      throws Exception {
    permitNoCacheInTheRelease();
    ProcessBuilder launcher = launcher("--version");
    launcher.environment().put(name, in(value));

    ProcessResult first = ProcessRun.run(launcher, DEADLINE);
    ProcessResult second = ProcessRun.run(launcher, DEADLINE);

    Path archive = archiveIn(Path.of(in(caches) + "/handoff/0.1.0-abc" + release));
    assertThat(first.exit()).as(first.toString()).isZero();
    assertThat(archive).hasContent("made");
    assertThat(second.stdout()).startsWith("java -XX:SharedArchiveFile=" + archive + " ");
    assertThat(second.stderr()).isEmpty();
  }

  /** A file cannot hold one, and to a JVM an archive with a colon in its path is two. */
  @ParameterizedTest
  @ValueSource(strings = {"@/home/file", "@/home/a:b"})
  void withoutAPlaceForAnArchiveItRunsWithoutOne(String caches) throws Exception {
    permitNoCacheInTheRelease();
    Files.writeString(home.resolve("file"), "");
    ProcessBuilder launcher = launcher("--version");
    launcher.environment().put("XDG_CACHE_HOME", in(caches));

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.exit()).as(result.toString()).isZero();
    assertThat(result.stdout())
        .startsWith("java -Xshare:auto ")
        .contains(" -jar ")
        .doesNotContain("SharedArchiveFile");
    assertThat(result.stderr()).isEmpty();
  }

  @Test
  void aLockThatCannotBeTakenCostsTheArchiveAndNoMore() throws Exception {
    Files.createDirectories(release.resolve("cache/build.lock"));

    ProcessResult result = start("--version");

    assertThat(result.exit()).as(result.toString()).isZero();
    assertThat(result.stdout()).startsWith("java -Xshare:auto ");
    assertThat(result.stderr()).isEmpty();
  }

  @Test
  void whereNoArchiveCanBeMadeThatIsToldOnce() throws Exception {
    tools.with("java", JAVA.replace("echo made >\"${word#*=}\"", "exit 1"));

    ProcessResult first = start("--version");
    ProcessResult second = start("--version");

    assertThat(first.exit()).isZero();
    assertThat(first.stderr())
        .contains("no class-data archive could be made", release + "/cache/warm-up.log");
    assertThat(second.exit()).isZero();
    assertThat(second.stderr()).isEmpty();
  }

  @Test
  void fiveFirstStartsAtOnceMakeOneArchive() throws Exception {
    tools.with("java", JAVA.replace("echo made >", "sleep 0.3; echo made >>"));
    List<ProcessRun> starts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      starts.add(ProcessRun.start(launcher("--version")));
    }

    for (ProcessRun start : starts) {
      assertThat(start.awaitExit(DEADLINE).exit()).isZero();
      start.close();
    }

    assertThat(archiveIn(release.resolve("cache"))).hasContent("made");
  }

  /** A JVM would end with 1, as if a job had failed. */
  @Test
  void aFolderThatNoClassPathCanNameIsNoVerdict() throws Exception {
    Path moved = Files.move(release, release.resolveSibling("a:b"));

    ProcessResult result =
        ProcessRun.run(tools.launcher(moved.resolve("bin/handoff"), "--version"), DEADLINE);

    assertThat(result.exit()).isEqualTo(125);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr())
        .startsWith("handoff: " + moved + " has a colon in its path")
        .hasLineCount(1);
  }

  @Test
  void aLauncherThatWasCopiedOutOfItsReleaseSaysSo() throws Exception {
    Path copy = ExecutableFile.copy(release.resolve("bin/handoff"), home.resolve("handoff"));

    ProcessResult result = ProcessRun.run(tools.launcher(copy, "--version"), DEADLINE);

    assertThat(result.exit()).isEqualTo(125);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr())
        .startsWith("handoff: " + copy + " has no lib/handoff.jar")
        .contains("symbolic link")
        .hasLineCount(1);
  }

  @Test
  void anOldJavaIsNamedAndARuntimeEnvironmentIsEnough() throws Exception {
    tools.with("java", "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n");

    ProcessResult result = start("--version");

    assertThat(result.exit()).isEqualTo(125);
    assertThat(result.stderr()).contains("Java 17 or newer is needed", "11", "JRE");
  }

  /** A file in its place: the superuser may write into any folder. */
  private void permitNoCacheInTheRelease() throws IOException {
    Files.writeString(release.resolve("cache"), "a file");
  }

  private String in(String text) {
    return text.replace("@", home.getParent().toString());
  }

  private Path archiveIn(Path caches) throws IOException {
    String java = tools.bin().toRealPath().resolve("java").toString();
    return caches.resolve("handoff" + java.replace('/', '-') + ".jsa");
  }

  private ProcessResult start(String... arguments) {
    return ProcessRun.run(launcher(arguments), DEADLINE);
  }

  private ProcessBuilder launcher(String... arguments) {
    ProcessBuilder launcher = tools.launcher(release.resolve("bin/handoff"), arguments);
    launcher.environment().remove("XDG_CACHE_HOME");
    launcher.environment().put("HOME", home.toString());
    return launcher;
  }
}
