package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.change.JobCommits.Tip;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The job's work that its result does not contain: ignored files, commits on other branches,
 * stashes. Pure.
 *
 * @param ignored files in git's spelling
 * @param ignoredText the same for people; empty if there are none
 */
public record Unpublished(List<String> ignored, String ignoredText, List<Tip> tips) {

  private static final int NAMED = 10;

  public static final Unpublished NOTHING = new Unpublished(List.of(), "", List.of());

  public Unpublished {
    ignored = List.copyOf(ignored);
    tips = List.copyOf(tips);
  }

  public boolean isEmpty() {
    return ignored.isEmpty() && tips.isEmpty();
  }

  /** All of it on one line, for people. */
  public String text() {
    List<String> parts = new ArrayList<>();
    if (!ignored.isEmpty()) {
      parts.add(
          "%s that the repository's .gitignore ignores: %s"
              .formatted(count(ignored.size(), "file"), ignoredText));
    }
    List<Tip> branches = tips.stream().filter(tip -> !tip.isStash()).toList();
    if (!branches.isEmpty()) {
      parts.add("commits that are not checked out: " + named(branches));
    }
    int stashes = (int) tips.stream().filter(Tip::isStash).count();
    if (stashes > 0) {
      parts.add(stashes == 1 ? "1 stash" : stashes + " stashes");
    }
    return String.join("; ", parts);
  }

  private static String named(List<Tip> branches) {
    int more = branches.size() - NAMED;
    return branches.stream()
            .limit(NAMED)
            .map(tip -> "%s (%s)".formatted(tip.label(), count(tip.count(), "commit")))
            .collect(Collectors.joining(", "))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
