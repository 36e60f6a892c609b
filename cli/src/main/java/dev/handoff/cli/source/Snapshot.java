package dev.handoff.cli.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Creates a commit of the working tree, as {@code git add --all} and {@code git commit} would, but
 * leaves no trace in the repository: index and objects are in the scratch repository.
 */
final class Snapshot {

  /** Options with which git changes no cache of the repository and runs none of its hooks. */
  static final List<String> QUIET =
      List.of(
          "-c", "core.hooksPath=/dev/null",
          "-c", "core.fsmonitor=false",
          "-c", "core.untrackedCache=false",
          "-c", "core.splitIndex=false",
          "-c", "core.safecrlf=false",
          "-c", "advice.addEmbeddedRepo=false",
          "-c", "gc.auto=0");

  private final Git source;
  private final ScratchRepository scratch;
  private final Git git;

  Snapshot(Git source, ScratchRepository scratch) {
    this.source = source;
    this.scratch = scratch;
    Map<String, String> environment = new HashMap<>();
    environment.put("GIT_INDEX_FILE", scratch.index().toString());
    environment.put("GIT_OBJECT_DIRECTORY", scratch.objects().toString());
    environment.put("GIT_OPTIONAL_LOCKS", "0");
    for (String role : List.of("AUTHOR", "COMMITTER")) {
      environment.put("GIT_" + role + "_NAME", "Handoff");
      environment.put("GIT_" + role + "_EMAIL", "handoff@localhost");
    }
    this.git = source.with(environment);
  }

  /** Git with access to the objects of the snapshot and of the repository. */
  Git git() {
    return git;
  }

  /**
   * Returns the commit, a child of {@code head}, or {@code head} itself if nothing differs.
   *
   * @param head null if the repository has no commit yet
   */
  String take(@Nullable String head) {
    copyIndex();
    must("add", "--all", "--", ":/");
    String tree = must("write-tree");
    if (head == null) {
      return must("commit-tree", tree, "-m", "The working tree at submit");
    }
    boolean isSame = tree.equals(source.line("rev-parse", head + "^{tree}"));
    return isSame
        ? head
        : must("commit-tree", tree, "-p", head, "-m", "The working tree at submit");
  }

  /** The real index knows unchanged files, and those that a sparse checkout leaves out. */
  private void copyIndex() {
    Path index = Path.of(ScratchRepository.pathOf(source, "index"));
    try {
      if (Files.exists(index)) {
        Files.copy(index, scratch.index(), StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String must(String... arguments) {
    List<String> words = new ArrayList<>(QUIET);
    words.addAll(List.of(arguments));
    Git.Said said = git.run(words.toArray(String[]::new));
    if (!said.isGood()) {
      throw SourcePin.refused("--dirty cannot take a snapshot of the tree: " + said.err());
    }
    return said.out().strip();
  }
}
