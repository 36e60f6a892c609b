package dev.handoff.cli.submit;

import dev.handoff.brief.BriefReader;
import dev.handoff.cli.brief.WrittenBrief;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine;

/**
 * The briefs of a command line: files, stdin, or one made from flags and the words after {@code
 * --}.
 */
final class TaskBriefs {

  private final List<String> words;
  private final List<String> command;
  private final BriefOptions made;
  private final BriefReader reader;

  /**
   * @param all the positional arguments, in order
   * @param reader has the default lane
   */
  TaskBriefs(CommandLine line, List<String> all, BriefOptions made, BriefReader reader) {
    List<String> arguments = line.getParseResult().originalArgs();
    int dashes = arguments.indexOf("--");
    int behind = dashes < 0 ? 0 : Math.min(all.size(), arguments.size() - dashes - 1);
    this.words = all.subList(0, all.size() - behind);
    this.command = all.subList(all.size() - behind, all.size());
    this.made = made;
    this.reader = reader;
  }

  /**
   * Returns at least one brief.
   *
   * @throws CommandException with 2 if the arguments conflict
   */
  List<WrittenBrief> read() throws IOException {
    if (made.hasAgent() || !command.isEmpty()) {
      return List.of(
          new WrittenBrief(made.read(goal(), command, reader), WrittenBrief.currentFolder(), null));
    }
    if (made.isUsed()) {
      throw usage(
          "flags that describe a brief go with --agent NAME or -- COMMAND, not with a brief's"
              + " file");
    }
    if (words.isEmpty()) {
      throw usage(
          "name a brief, - for stdin, or make one: \"GOAL\" with --agent NAME or -- COMMAND");
    }
    if (Collections.frequency(words, "-") > 1) {
      throw usage("stdin (-) holds one brief, and is named more than once");
    }
    List<WrittenBrief> briefs = new ArrayList<>();
    for (String word : words) {
      briefs.add(WrittenBrief.of(Path.of(word), reader));
    }
    return briefs;
  }

  private String goal() {
    if (made.hasAgent() && !command.isEmpty()) {
      throw usage("a job is done by --agent NAME or by -- COMMAND, not by both");
    }
    if (words.size() > 1) {
      throw usage("the goal must be one word or in quotes, got: " + String.join(" ", words));
    }
    if (words.isEmpty() && made.hasAgent()) {
      throw usage("the goal is missing: handoff task --agent NAME \"GOAL\"");
    }
    return words.isEmpty() ? "Run: " + String.join(" ", command) : words.get(0);
  }

  private static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }
}
