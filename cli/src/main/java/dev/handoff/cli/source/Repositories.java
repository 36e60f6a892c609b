package dev.handoff.cli.source;

import dev.handoff.brief.lint.CommitFiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The repositories that the briefs of one command are about. Each is asked the same question once,
 * so that a hundred briefs cost little more than one, and all of them mean the same commit.
 */
final class Repositories {

  private final Map<Path, Git> known = new HashMap<>();
  private final Map<String, CommitFiles> commits = new HashMap<>();

  /** Git in that folder, with a memory. */
  Git at(Path folder) {
    return known.computeIfAbsent(folder, at -> new Git(at).remembering());
  }

  /**
   * What a commit has.
   *
   * @param git which knows it; of two that do, the files are the same
   */
  CommitFiles files(Git git, String commit) {
    return commits.computeIfAbsent(commit, id -> CommitReader.of(git, id));
  }
}
