package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ExecutableFile;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the launcher script in a separate checkout, with a Java and a Maven that only print their
 * arguments.
 */
class LauncherTest {

  private static final Duration DEADLINE = HandoffProcess.DEADLINE;

  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"' >&2; exit; fi
      echo "java $*"
      """;

  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$*" >>"$(dirname "$0")/../mvn.calls"
      echo '[INFO] Building Handoff common 0.1.0-SNAPSHOT                          [4/8]'
      sleep 0.3
      home=$(cd "$(dirname "$0")/.." && pwd)/home
      mkdir -p "$home/cli/target/lib"
      touch "$home/cli/target/lib/handoff.jar"
      """;

  @TempDir Path folder;

  private Path home;
  private Path bin;
  private LauncherTools tools;

  @BeforeEach
  void aCheckoutWithTools() throws IOException {
    home = Files.createDirectories(folder.resolve("home"));
    tools = LauncherTools.in(folder);
    bin = tools.bin();
    ExecutableFile.copy(LauncherTools.LAUNCHER, home.resolve("handoff"));
    Files.createDirectories(home.resolve("cli/src/main"));
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Files.writeString(home.resolve("cli/pom.xml"), "<project/>");
    Files.writeString(home.resolve("cli/src/main/Source.java"), "class Source {}");
    tool("java", JAVA);
    tool("javac", "#!/bin/sh\n");
    tool("mvn", MAVEN);
  }

  @Test
  void aBuiltCheckoutStartsFromAnyFolderThroughSymbolicLinks() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("home", "handoff"));
    Path linkToLink = Files.createSymbolicLink(folder.resolve("link2"), link);
    Path elsewhere = Files.createDirectories(folder.resolve("else where"));

    ProcessResult result =
        ProcessRun.run(
            launcher(linkToLink, "await", "a b").directory(elsewhere.toFile()), DEADLINE);

    assertThat(result.exit()).isZero();
    assertThat(result.stdout())
        .contains("-jar " + home.toRealPath().resolve("cli/target/lib/handoff.jar") + " await a b");
    assertThat(result.stderr()).isEmpty();
    assertThat(folder.resolve("mvn.calls")).doesNotExist();
  }

  @Test
  void tellsTheCommandHowWideTheTerminalIs() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    ProcessBuilder launcher = launcher(home.resolve("handoff"), "await");
    launcher.command(OwnTerminal.words("stty cols 123; ", launcher.command()));

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.exit()).as(result.toString()).isZero();
    assertThat(result.stdout()).contains("-Dhandoff.columns=123 -Dhandoff.color=true");
  }

  @Test
  void namesTheTemporaryFolderToJavaWhichDoesNotAskForIt() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    Path temporary = Files.createDirectories(folder.resolve("my tmp"));
    ProcessBuilder launcher = launcher(home.resolve("handoff"), "await");
    launcher.environment().put("TMPDIR", temporary.toString());

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.stdout()).contains(" -Djava.io.tmpdir=" + temporary + " ");
  }

  @Test
  void aTemporaryFolderThatIsGoneIsNotNamed() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    ProcessBuilder launcher = launcher(home.resolve("handoff"), "await");
    launcher.environment().put("TMPDIR", folder.resolve("gone").toString());

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.exit()).isZero();
    assertThat(result.stdout()).doesNotContain("java.io.tmpdir");
  }

  @Test
  void aTemporaryFolderThatIsAnotherOneInEachFolderIsNotNamed() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    ProcessBuilder launcher = launcher(home.resolve("handoff"), "await").directory(home.toFile());
    launcher.environment().put("TMPDIR", "cli");

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.exit()).isZero();
    assertThat(result.stdout()).doesNotContain("java.io.tmpdir");
  }

  /** Checked with bash, which counts letters by the locale, whatever its name is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "LANG=C",
        "LC_ALL=POSIX",
        "LANG=C.UTF-8",
        "LANG=xx_YY.UTF-8",
        "LC_ALL=xx_YY.UTF-8",
        "LC_CTYPE=xx_YY.UTF-8 LANG=C.UTF-8",
        "LC_ALL=xx_YY.UTF-8 LC_TIME=C LANG=C",
        "LC_TIME=xx_YY.UTF-8 LANG=C.UTF-8",
        "LC_CTYPE=UTF-8",
        "LC_TIME=xx_YY.UTF-8 LC_CTYPE=C.UTF-8 LANG=xx_YY",
        "LC_ALL=C LANGUAGE=de",
      })
  void whatALocaleDoesHereCountsAndNotItsName(String variables) throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    tool(
        "java",
        """
        #!/usr/bin/env bash
        letter=$'\\303\\274'
        echo "letters ${#letter}, messages $LC_MESSAGES, all ${LC_ALL-none}"
        locale 2>&1 >/dev/null
        """);
    ProcessBuilder launcher = launcher(home.resolve("handoff"), "await");
    launcher.environment().keySet().removeIf(name -> name.matches("LANG(UAGE)?|LC_.*"));
    for (String variable : variables.split(" ")) {
      String[] parts = variable.split("=");
      if (parts.length == 2) {
        launcher.environment().put(parts[0], parts[1]);
      }
    }

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.stdout()).isEqualTo("letters 1, messages C, all none\n");
    assertThat(result.stderr()).isEmpty();
  }

  @Test
  void nothingThatACallersShellHasSetActsOnIt() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    Path before = Files.writeString(folder.resolve("before.sh"), "echo before; exit 3\n");
    ProcessBuilder launcher = launcher(Path.of("./handoff"), "await").directory(home.toFile());
    launcher.environment().put("BASH_ENV", before.toString());
    launcher.environment().put("ENV", before.toString());
    launcher.environment().put("SHELLOPTS", "xtrace:noglob");
    launcher.environment().put("CDPATH", folder.toString());
    launcher.environment().put("POSIXLY_CORRECT", "1");
    launcher.environment().put("GREP_OPTIONS", "-v");
    launcher.environment().put("BASH_COMPAT", "none");
    for (String tool : List.of("find", "readlink", "cd", "exec", "command")) {
      launcher.environment().put("BASH_FUNC_" + tool + "%%", "() { echo function; }");
    }

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.stdout()).startsWith("java ").endsWith(" await\n").hasLineCount(1);
    assertThat(result.stderr()).isEmpty();
    assertThat(result.exit()).isZero();
  }

  @Test
  void aMissingBashIsNamed() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    ProcessBuilder launcher = launcher(home.resolve("handoff"), "await");
    launcher.environment().put("PATH", bin.toString());

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.exit()).isEqualTo(125);
    assertThat(result.stderr()).startsWith("handoff: there is no bash").hasLineCount(1);
  }

  @Test
  void optionsOfOtherJavaProgramsAreNotThoseOfTheCommand() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    tool("java", "#!/bin/sh\nenv | grep -E '^(_JAVA|JAVA|JDK|CLASSPATH)' || echo none\n");
    ProcessBuilder launcher = launcher(home.resolve("handoff"), "await");
    for (String name :
        List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")) {
      launcher.environment().put(name, "-Xmx2m");
    }

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.stdout()).isEqualTo("none\n");
  }

  @Test
  void limitsThatTheShellHasLoweredAreRaisedAgain() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    tool(
        "java",
        """
        #!/bin/sh
        for l in f t d v; do
          [ "$(ulimit -S -$l)" = "$(ulimit -H -$l)" ] && echo raised
        done
        """);
    ProcessBuilder launcher = launcher(home.resolve("handoff"), "await");
    String script =
        "for l in f t d v; do ulimit -S -$l 4000000; ulimit -H -$l 8000000; done; exec \"$@\"";
    launcher.command().addAll(0, List.of("bash", "-c", script, "bash"));

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.stdout()).as(result.toString()).isEqualTo("raised\n".repeat(4));
  }

  /** Java itself would exit with 1, as if a job had failed. */
  @ParameterizedTest
  @ValueSource(
      strings = {"HANDOFF_JAVA_OPTIONS=-Xwrong; export HANDOFF_JAVA_OPTIONS", "ulimit -v 4000000"})
  void aJavaThatDoesNotStartIsNoVerdict(String setting) throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    tool("java", "#!/bin/sh\necho 'Error: Could not create the Java Virtual Machine.'\nexit 1\n");
    ProcessBuilder launcher = launcher(home.resolve("handoff"), "await");
    launcher.command().addAll(0, List.of("sh", "-c", setting + "; exec \"$@\"", "sh"));

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.exit()).isEqualTo(125);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr())
        .startsWith("handoff: Java does not start with")
        .hasLineCount(1)
        .containsAnyOf("HANDOFF_JAVA_OPTIONS, which is -Xwrong", "-v 4000000");
  }

  @Test
  void tellsTheCommandOfNoTerminalWhereThereIsNone() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));

    ProcessResult result = ProcessRun.run(launcher(home.resolve("handoff"), "await"), DEADLINE);

    assertThat(result.stdout()).doesNotContain("handoff.columns", "handoff.color");
  }

  @Test
  void theFirstStartBuildsAndSaysSoOnStandardErrorOnly() throws Exception {
    ProcessResult result = ProcessRun.run(launcher(home.resolve("handoff"), "--version"), DEADLINE);

    assertThat(result.exit()).isZero();
    assertThat(result.stdout().lines()).hasSize(1).allMatch(line -> line.endsWith("--version"));
    assertThat(result.stderr())
        .contains("building for the first time", "downloads", "Handoff common [4/8]");
    assertThat(home.resolve("cli/target/launcher.built")).exists();
  }

  @Test
  void aSourceNewerThanTheBuildIsBuilt() throws Exception {
    pretendBuilt(Instant.now().minusSeconds(60));

    ProcessResult result = ProcessRun.run(launcher(home.resolve("handoff"), "--version"), DEADLINE);

    assertThat(result.stderr()).contains("the sources have changed");
    assertThat(Files.readAllLines(folder.resolve("mvn.calls"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench", "testkit"})
  void whatIsNoPartOfTheCommandIsNotBuilt(String module) throws Exception {
    Instant built = Instant.now().plusSeconds(60);
    pretendBuilt(built);
    Path sources = Files.createDirectories(home.resolve(module).resolve("src/main"));
    Files.writeString(sources.resolve("Source.java"), "class Source {}");
    for (Path changed : List.of(sources.resolve("Source.java"), sources)) {
      Files.setLastModifiedTime(changed, FileTime.from(built.plusSeconds(60)));
    }

    ProcessResult result = ProcessRun.run(launcher(home.resolve("handoff"), "--version"), DEADLINE);

    assertThat(result.exit()).isZero();
    assertThat(folder.resolve("mvn.calls")).doesNotExist();
  }

  @Test
  void tenFirstStartsAtOnceBuildOnce() throws Exception {
    List<ProcessRun> starts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      starts.add(ProcessRun.start(launcher(home.resolve("handoff"), "--version")));
    }

    for (ProcessRun start : starts) {
      assertThat(start.awaitExit(DEADLINE).exit()).isZero();
    }

    assertThat(Files.readAllLines(folder.resolve("mvn.calls"))).hasSize(1);
  }

  @Test
  void aFailedBuildShowsMavensErrorsAndStartsNothing() throws Exception {
    tool("mvn", "#!/bin/sh\necho '[ERROR] Source.java:[1,1] oops'\nexit 1\n");

    ProcessResult result = ProcessRun.run(launcher(home.resolve("handoff"), "--version"), DEADLINE);

    assertThat(result.exit()).isEqualTo(125);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr()).contains("oops", "the build failed", "build.log");
    assertThat(home.resolve("cli/target/launcher.built")).doesNotExist();
  }

  @Test
  void aJavaWithAColonInItsPathHasAnArchiveOfOneName() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    Path java = Files.createDirectories(folder.resolve("jdk:17")).resolve("java");
    ExecutableFile.copy(bin.resolve("java"), java);
    ProcessBuilder launcher = launcher(home.resolve("handoff"), "await");
    launcher.environment().put("HANDOFF_JAVA", java.toString());

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.stdout())
        .contains("-XX:SharedArchiveFile=" + home.toRealPath())
        .contains("jdk-17-java.jsa ");
  }

  /** By itself the shell would end with 1, as if a job had failed. */
  @Test
  void aCheckoutThatCannotBeBuiltIsNoVerdict() throws Exception {
    Files.writeString(home.resolve("cli/target"), "a file, since the superuser may write anywhere");

    ProcessResult result = ProcessRun.run(launcher(home.resolve("handoff"), "--version"), DEADLINE);

    assertThat(result.exit()).isEqualTo(125);
    assertThat(result.stderr()).startsWith("handoff: this checkout must be built").hasLineCount(1);
    assertThat(folder.resolve("mvn.calls")).doesNotExist();
  }

  @Test
  void anOldJavaIsNamed() throws Exception {
    tool("java", "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n");

    ProcessResult result = ProcessRun.run(launcher(home.resolve("handoff"), "--version"), DEADLINE);

    assertThat(result.exit()).isEqualTo(125);
    assertThat(result.stderr()).contains("Java 17 or newer is needed", "11");
  }

  @Test
  void aMissingMavenIsNamed() throws Exception {
    Files.delete(bin.resolve("mvn"));

    ProcessResult result = ProcessRun.run(launcher(home.resolve("handoff"), "--version"), DEADLINE);

    assertThat(result.exit()).isEqualTo(125);
    assertThat(result.stderr()).contains("no Maven found");
  }

  @Test
  void aJavaWithoutCompilerIsNamed() throws Exception {
    Files.delete(bin.resolve("javac"));

    ProcessResult result = ProcessRun.run(launcher(home.resolve("handoff"), "--version"), DEADLINE);

    assertThat(result.exit()).isEqualTo(125);
    assertThat(result.stderr()).contains("no javac");
  }

  @Test
  void aJavaHomeWithoutJavaIsNamed() throws Exception {
    ProcessBuilder launcher = launcher(home.resolve("handoff"), "--version");
    launcher.environment().put("JAVA_HOME", folder.resolve("nowhere").toString());

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.exit()).isEqualTo(125);
    assertThat(result.stderr()).contains("JAVA_HOME is", "has no bin/java");
  }

  @Test
  void anotherJavaThanThatOfTheBuildIsLookedAtAndGetsAnArchive() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    Files.delete(archive());

    ProcessResult result = ProcessRun.run(launcher(home.resolve("handoff"), "--version"), DEADLINE);

    assertThat(result.exit()).isZero();
    assertThat(result.stderr()).contains("preparing quick starts");
    assertThat(archive()).exists();
    assertThat(folder.resolve("mvn.calls")).doesNotExist();
  }

  @Test
  void anOldJavaIsNamedAfterTheBuildToo() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    Files.delete(archive());
    tool("java", "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n");

    ProcessResult result = ProcessRun.run(launcher(home.resolve("handoff"), "--version"), DEADLINE);

    assertThat(result.exit()).isEqualTo(125);
    assertThat(result.stderr()).contains("Java 17 or newer is needed", "11");
  }

  @Test
  void aMissingJavaIsNamedAfterTheBuildToo() throws Exception {
    pretendBuilt(Instant.now().plusSeconds(60));
    ProcessBuilder launcher = launcher(home.resolve("handoff"), "--version");
    launcher.environment().put("JAVA_HOME", folder.resolve("nowhere").toString());

    ProcessResult result = ProcessRun.run(launcher, DEADLINE);

    assertThat(result.exit()).isEqualTo(125);
    assertThat(result.stderr()).contains("JAVA_HOME is", "has no bin/java");
  }

  private ProcessBuilder launcher(Path script, String... arguments) throws IOException {
    return tools.launcher(script, arguments);
  }

  private void pretendBuilt(Instant when) throws IOException {
    Path target = Files.createDirectories(home.resolve("cli/target"));
    Files.writeString(Files.createDirectories(target.resolve("lib")).resolve("handoff.jar"), "");
    Files.writeString(archive(), "");
    Path stamp = Files.writeString(target.resolve("launcher.built"), "");
    Files.setLastModifiedTime(stamp, FileTime.from(when));
  }

  /** An archive of the classes that every start loads, for the java of this test. */
  private Path archive() throws IOException {
    String java = bin.toRealPath().resolve("java").toString();
    return home.resolve("cli/target/handoff" + java.replace('/', '-') + ".jsa");
  }

  private void tool(String name, String script) throws IOException {
    tools.with(name, script);
  }
}
