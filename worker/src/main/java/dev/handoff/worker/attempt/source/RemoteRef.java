package dev.handoff.worker.attempt.source;

import dev.handoff.brief.FloatingRef;
import dev.handoff.job.RefName;
import dev.handoff.worker.attempt.git.Git;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A branch or a tag of a network remote, by the name that a brief gives it. Pure. What a remote
 * answers is believed for the name that was asked, and for nothing else.
 */
record RemoteRef(String name) {

  private static final String LINK = "ref: ";
  private static final String PEELED = "^{}";

  /** The full names that it can have, the first wins: git's own order. */
  private List<String> fullNames() {
    return name.equals(FloatingRef.HEAD) || name.startsWith("refs/")
        ? List.of(name)
        : List.of(FloatingRef.TAGS + name, FloatingRef.BRANCHES + name);
  }

  /** The arguments of git that ask for it. */
  List<String> question(String url) {
    List<String> words = new ArrayList<>(List.of("ls-remote", "-q", "--symref", "--", url));
    for (String full : fullNames()) {
      words.add(full);
      words.add(full + PEELED);
    }
    return words;
  }

  /**
   * Finds it in the answer; empty if the remote does not have it.
   *
   * @param answer lines of a hash and a name, in git's spelling
   */
  Optional<PinnedRef> in(String answer) {
    Map<String, String> hashes = new HashMap<>();
    String head = null;
    for (String line : answer.split("\n")) {
      String[] fields = line.split("\t", 2);
      if (fields.length < 2) {
        continue;
      }
      if (fields[0].startsWith(LINK)) {
        head = fields[1].equals(FloatingRef.HEAD) ? fields[0].substring(LINK.length()) : head;
      } else if (FloatingRef.isCommit(fields[0])) {
        hashes.putIfAbsent(fields[1], fields[0]);
      }
    }
    for (String full : fullNames()) {
      String asked = Git.raw(full);
      String hash = hashes.getOrDefault(asked + PEELED, hashes.get(asked));
      if (hash != null) {
        return Optional.of(
            new PinnedRef(hash, branch(full.equals(FloatingRef.HEAD) ? head : asked)));
      }
    }
    return Optional.empty();
  }

  private static @Nullable String branch(@Nullable String full) {
    if (full == null || !full.startsWith(FloatingRef.BRANCHES)) {
      return null;
    }
    String raw = full.substring(FloatingRef.BRANCHES.length());
    String branch = Git.shown(raw);
    return RefName.isGood(branch) && Git.raw(branch).equals(raw) ? branch : null;
  }
}
