package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The command lines of a page, split into words by a shell: bash runs what the page shows, with a
 * {@code handoff} that only records its arguments, and with no other program on the PATH.
 */
final class DocumentedCommands {

  /** The id in pages. */
  private static final String ID = "task-01k2z5x4n8q7m6p3r9t1v0w2y4";

  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```sh\n(.*?)^ *```$");
  private static final Pattern INLINE = Pattern.compile("`(handoff [^`\n]+)`");
  private static final Pattern CALL = Pattern.compile("(?m)(?:^ *|[|(;&] ?)handoff [a-z-]");

  private static final String RECORDER =
      """
      PATH=
      ID=%s
      handoff() { printf '%%s\\0' "${@/#ID/$ID}" $'\\n' >>"$RECORD"; echo "$ID"; }
      """
          .formatted(ID);

  private final Path folder;

  /**
   * @param folder an empty one, for redirected output
   */
  DocumentedCommands(Path folder) {
    this.folder = folder;
  }

  /** The arguments of each command line, without {@code handoff}. */
  List<String[]> in(String page) throws IOException {
    List<String> scripts = new ArrayList<>();
    BLOCK.matcher(page).results().forEach(block -> scripts.add(block.group(1)));
    INLINE
        .matcher(BLOCK.matcher(page).replaceAll(""))
        .results()
        .map(span -> span.group(1).replace("\\|", "|"))
        .filter(DocumentedCommands::isWhole)
        .forEach(scripts::add);
    List<String[]> commands = new ArrayList<>();
    for (String script : scripts) {
      commands.addAll(run(script.replaceAll("(?<![\\w/])\\./handoff\\b", "handoff")));
    }
    return commands;
  }

  /**
   * A span may mean several commands: {@code handoff local start|stop}, {@code handoff cancel ID…}.
   */
  private static boolean isWhole(String span) {
    return span.chars().noneMatch(letter -> "|[]…".indexOf(letter) >= 0);
  }

  private List<String[]> run(String script) throws IOException {
    Path record = Files.createTempFile(folder, "record", "");
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", RECORDER + script);
    bash.directory(folder.toFile()).environment().put("RECORD", record.toString());
    ProcessResult result = ProcessRun.run(bash, Duration.ofSeconds(30));
    List<String[]> commands =
        Arrays.stream(Files.readString(record, StandardCharsets.UTF_8).split("\0\n\0"))
            .filter(command -> !command.isEmpty())
            .map(command -> command.split("\0", -1))
            .toList();
    // A call in an untaken branch, or after a syntax error, would be missed.
    assertThat(commands).as(script + result).hasSize((int) CALL.matcher(script).results().count());
    return commands;
  }
}
