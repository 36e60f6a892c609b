package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.handoff.testkit.ExecutableFile;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.Program;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the table of {@code docs/architecture/environments.md} in bash. */
@ExtendWith(SharedHandoffExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(2)
class EnvironmentsProcessTest {

  private static final Path TABLE = Path.of("..", "docs", "architecture", "environments.md");
  private static final Pattern ROW =
      Pattern.compile("\\| (.+?) \\| `(.*@.*)` \\| (?<task>\\d+|–) \\| (?<await>\\d+|–) \\|");

  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");
  private static final Path FAULTS = Path.of("..", "faults", "src");

  /** The java that the launcher finds; it uses the classes of the tests instead of a jar. */
  private static final String JAVA =
      """
      #!/bin/bash -p
      settings=()
      while [ "$1" != -jar ]; do
        case $1 in
          -Dhandoff.build=*) settings+=(-Dhandoff.build=%s) ;;
          -Dhandoff.*|-Djava.*) settings+=("$1") ;;
        esac
        shift
      done
      shift 2
      exec %s "${settings[@]}" dev.handoff.cli.Handoff "$@"
      """;

  private HandoffProcess handoff;
  private Path launcher;
  private Path java;
  private Path repository;
  private Path other;
  private Path odd;
  private Path readOnly;
  private String failed;

  /** A command in a line of the table. */
  record Case(String surroundings, String shell, String command, int exit) {

    @Override
    public String toString() {
      return command + ": " + surroundings;
    }
  }

  static Stream<Case> cases() throws IOException {
    List<Case> cases =
        Files.readAllLines(TABLE).stream()
            .map(ROW::matcher)
            .filter(Matcher::matches)
            .flatMap(EnvironmentsProcessTest::ofRow)
            .toList();
    assertThat(cases).hasSizeGreaterThan(25);
    return cases.stream();
  }

  private static Stream<Case> ofRow(Matcher row) {
    String shell = row.group(2).replace("\\|", "|");
    return Stream.of("task", "await")
        .filter(command -> !row.group(command).equals("–"))
        .map(
            command ->
                new Case(row.group(1), shell, command, Integer.parseInt(row.group(command))));
  }

  @BeforeAll
  void makeCheckoutAndRepositories(HandoffProcess shared, @TempDir Path folder) throws IOException {
    Path checkout = Files.createDirectories(folder.resolve("checkout"));
    launcher = ExecutableFile.copy(Path.of("..", "handoff"), checkout.resolve("handoff"));
    // Another build would restart the local default.
    String script = JAVA.formatted(shared.build(), quoted(Program.java()));
    java = executable(folder.resolve("java"), script);
    pretendBuilt(checkout);
    repository = repository(folder.resolve("répository"), "here");
    other = repository(folder.resolve("other"), "other");
    odd = Files.writeString(folder.resolve("odd.sh"), "echo odd; cd /; set -u; alias cd=false\n");
    readOnly = repository(folder.resolve("read-only"), "read-only");
    Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-xr-xr-x"));
    handoff = shared.in(repository);
    ProcessResult task = run("@", task());
    failed = HandoffProcess.acceptedJob(task);
  }

  /** For a shell: the build may lie below a folder with a space in its name. */
  private static String quoted(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  private static Path repository(Path folder, String text) {
    TestRepository made = TestRepository.in(folder).with("file", text + "\n");
    made.commit();
    return made.path();
  }

  private static Path executable(Path file, String script) throws IOException {
    return ExecutableFile.write(file, script);
  }

  private void pretendBuilt(Path checkout) throws IOException {
    Path target = Files.createDirectories(checkout.resolve("cli").resolve("target"));
    Files.createFile(Files.createDirectories(target.resolve("lib")).resolve("handoff.jar"));
    Files.createFile(
        target.resolve("handoff" + java.toRealPath().toString().replace('/', '-') + ".jsa"));
    Path stamp = Files.createFile(target.resolve("launcher.built"));
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.now()));
  }

  private static String task() {
    return "task --changes optional 'Say nö' -- sh -c 'echo säid; cat file; exit 7'";
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theAnswerIsThatOfTheTable(Case one) {
    assumeThat(one.shell().contains("faketime") && !hasFaketime())
        .as("no faketime is installed")
        .isFalse();

    ProcessResult answer =
        run(one.shell(), one.command().equals("task") ? task() : "await " + failed);

    assertThat(answer.exit()).as(answer.toString()).isEqualTo(one.exit());
    assertThat(answer.stdout() + answer.stderr())
        .doesNotContain("Exception", "\tat ", "defect", "java.");
  }

  @Test
  void whatTheTableLeavesToOtherTestsIsThere() throws IOException {
    List<String> tests = new ArrayList<>();
    Matcher named = TEST.matcher(Files.readString(TABLE));
    while (named.find()) {
      tests.add(named.group(1) + ".java");
    }

    assertThat(tests).hasSizeGreaterThan(10);
    try (Stream<Path> all = Stream.concat(Files.walk(Path.of("src")), Files.walk(FAULTS))) {
      assertThat(all.map(file -> file.getFileName().toString())).containsAll(tests);
    }
  }

  private static boolean hasFaketime() {
    return Files.isExecutable(Path.of("/usr/bin/faketime"));
  }

  private ProcessResult run(String shell, String command) {
    String line = shell.replace("@", "\"$HANDOFF\" " + command);
    ProcessBuilder bash = handoff.inItsEnvironment(List.of("bash", "-c", line));
    bash.environment().put("HANDOFF", launcher.toString());
    bash.environment().put("HANDOFF_JAVA", java.toString());
    bash.environment().put("OTHER", other.toString());
    bash.environment().put("ODD", odd.toString());
    bash.environment().put("READ_ONLY", readOnly.toString());
    return ProcessRun.run(bash, HandoffProcess.DEADLINE);
  }
}
