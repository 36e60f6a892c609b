package dev.handoff.worker.attempt.agents;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Changes;
import dev.handoff.brief.Brief.Check;
import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.Command;
import dev.handoff.brief.DurationText;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.worker.attempt.order.EarlierAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The prompt of every agent: the brief in words, the rules by which the result is judged, and the
 * reason why an earlier attempt failed. Pure.
 *
 * @param summary the file for the agent's summary
 */
public record Prompt(Brief brief, Optional<EarlierAttempt> earlier, String summary) {

  private static final int TAIL = 4000;
  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

  /** Markdown, with a newline at its end. */
  public String text() {
    List<String> sections = new ArrayList<>();
    sections.add("# " + brief.title() + "\n\n" + INTRODUCTION);
    sections.add("## Goal\n\n" + brief.goal().strip());
    sections.add("## Scope\n\n" + scope());
    addList(sections, "Constraints", "", brief.constraints());
    addList(sections, "Inputs", "Read these first:\n\n", codes(brief.inputs()));
    sections.add("## Checks\n\n" + checks());
    sections.add("## Output\n\n" + output());
    sections.add("## Rules\n\n" + rules());
    earlier.ifPresent(attempt -> sections.add("## The earlier attempt\n\n" + told(attempt)));
    return String.join("\n\n", sections) + "\n";
  }

  private static final String INTRODUCTION =
      """
      You do this job alone. Nobody reads along and nobody can answer a question: where the brief \
      leaves something open, choose the smallest change that reaches the goal, and say in your \
      summary what you chose. If the repository has an AGENTS.md, CLAUDE.md or CONTRIBUTING.md, \
      follow it where this brief says nothing else.""";

  private static void addList(
      List<String> sections, String title, String introduction, List<String> items) {
    if (!items.isEmpty()) {
      sections.add("## " + title + "\n\n" + introduction + list(items));
    }
  }

  private static String list(List<String> items) {
    return items.stream().map(item -> "- " + item).collect(Collectors.joining("\n"));
  }

  private static List<String> codes(List<String> items) {
    return items.stream().map(item -> "`" + item + "`").toList();
  }

  private String scope() {
    String dir = brief.scope().dir();
    StringBuilder text =
        new StringBuilder(
            "You start in %s of a git working tree at commit %s."
                .formatted(dir.isEmpty() ? "the root" : "the folder `" + dir + "`", ref()));
    List<String> include = brief.scope().include();
    text.append(
        include.isEmpty()
            ? " You may change any file in it."
            : " You may change only what matches (as in .gitignore, from where you start):\n\n"
                + list(codes(include)));
    if (!brief.scope().exclude().isEmpty()) {
      text.append("\n\nBut do not change:\n\n").append(list(codes(brief.scope().exclude())));
    }
    return text.append(
            "\n\nA change of any other file fails the whole job, also one that a tool made.")
        .toString();
  }

  private String ref() {
    String ref = String.valueOf(brief.scope().ref());
    return "`" + ref.substring(0, Math.min(12, ref.length())) + "`";
  }

  private String checks() {
    if (brief.checks().isEmpty()) {
      return "None is given. Find out yourself that what you did works, and say how in your"
          + " summary.";
    }
    return """
        When you have ended, each of these is run in your tree by somebody else, and must exit \
        with 0. Run them yourself before you end. The files that they name are first restored to \
        what they are now, so changing a check changes nothing.

        """
        + list(brief.checks().stream().map(Prompt::check).toList())
        + guarded();
  }

  private String guarded() {
    return brief.protectedGlobs().isEmpty()
        ? ""
        : "\n\nFiles that match these are restored too, and new ones are not there for checks:\n\n"
            + list(codes(brief.protectedGlobs()));
  }

  private static String check(Check check) {
    return "%s: `%s`".formatted(check.name(), words(check.run()));
  }

  private static String words(Command command) {
    List<String> argv = command.argv();
    if (argv.size() == 3 && argv.subList(0, 2).equals(List.of("sh", "-c"))) {
      return argv.get(2);
    }
    return argv.stream().map(Prompt::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private String output() {
    String empty =
        brief.changes() == Changes.REQUIRED
            ? "Without any change the job has failed."
            : "It may be that nothing has to be changed.";
    String artifacts =
        brief.artifacts().isEmpty()
            ? ""
            : " Beside the changes, files that match these are kept: "
                + String.join(", ", codes(brief.artifacts()))
                + ".";
    return """
        The files as you leave them are the result; it is taken from the working tree. %s%s
        Write a summary for whoever reviews it, in Markdown and at most a page, to the file \
        `%s` (also in $HANDOFF_SUMMARY): what you changed and why, how you know that it works, \
        and what you are not sure of. If you leave it empty, your last message is taken."""
        .formatted(empty, artifacts, summary);
  }

  private String rules() {
    List<String> rules = new ArrayList<>();
    rules.add("Do not commit, push, make branches or open pull requests: that is done for you.");
    rules.add("Do not weaken, skip or delete a test or a check to make it pass.");
    rules.add("Do not change anything that the goal does not need.");
    rules.add("Do not look for credentials, and write none into any file.");
    rules.add("Leave no process running; all of them are killed when you end.");
    if (brief.network() == Network.OFF) {
      rules.add("There is no network.");
    }
    rules.add(
        "You have %s in all. If the goal cannot be reached, undo what is half done, and say why"
                .formatted(DurationText.format(brief.limits().timeout()))
            + " in your summary.");
    return list(rules);
  }

  private static String told(EarlierAttempt attempt) {
    StringBuilder text =
        new StringBuilder(
            "Attempt %d failed (%s). Its changes are gone: you start anew. Do not fail the same way."
                .formatted(attempt.number(), attempt.reason()));
    if (attempt.checks().isEmpty() && !attempt.message().isBlank()) {
      text.append("\n\n").append(fenced(attempt.message()));
    }
    for (CheckResult check : attempt.checks()) {
      text.append("\n\nThe check \"%s\" did not pass".formatted(check.name()));
      text.append(check.exit() == null ? ":" : " (exit code " + check.exit() + "):");
      text.append("\n\n").append(fenced(check.tail() == null ? "" : check.tail()));
    }
    return text.toString();
  }

  /** The end of a process's output, in a fence that the output cannot close. */
  private static String fenced(String text) {
    String end = text.strip();
    end = end.substring(Math.max(0, end.length() - TAIL));
    int ticks = 3;
    while (end.contains("`".repeat(ticks))) {
      ticks++;
    }
    return "`".repeat(ticks) + "text\n" + end + "\n" + "`".repeat(ticks);
  }
}
