package dev.handoff.cli.source;

import dev.handoff.brief.Sources;
import dev.handoff.brief.lint.CommitFiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The repositories of the briefs of one command. Answers of git are cached, so that a hundred
 * briefs cost little more than one, and all of them get the same commit.
 */
final class Repositories {

  private final Map<Path, Git> known = new HashMap<>();
  private final Map<String, CommitFiles> commits = new HashMap<>();
  private final Map<Pinned, Sources> sources = new HashMap<>();

  private record Pinned(Path repository, String ref, String commit) {}

  /** Git in that folder, with cached answers. */
  Git at(Path folder) {
    return known.computeIfAbsent(folder, at -> new Git(at).remembering());
  }

  /**
   * The files of a commit.
   *
   * @param git any that has the commit
   */
  CommitFiles files(Git git, String commit) {
    return commits.computeIfAbsent(commit, id -> CommitReader.of(git, id));
  }

  /**
   * Where workers can get a commit of the repository.
   *
   * @param ref that was pinned to the commit
   * @param find called once for these
   */
  Sources sources(Path repository, String ref, String commit, Supplier<Sources> find) {
    return sources.computeIfAbsent(new Pinned(repository, ref, commit), pinned -> find.get());
  }
}
