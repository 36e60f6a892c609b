package dev.handoff.worker.attempt.source;

import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.GitFolder;
import dev.handoff.worker.attempt.git.Refs;
import dev.handoff.worker.attempt.source.Source.SourceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The refs that a network remote lists; its branches are the branches of origin in a clone.
 *
 * @param hashes by the name in a clone
 * @param commits the commits to which they lead, by the same names
 * @param originHead null: not reported
 */
record RemoteRefs(
    Map<String, String> hashes, Map<String, String> commits, @Nullable String originHead) {

  private static final String HEADS = "refs/heads/";
  private static final String LINK = "ref: ";
  private static final String PEELED = "^{}";

  /** Parses the output of {@code ls-remote --symref}. */
  static RemoteRefs of(byte[] output) throws SourceException {
    Map<String, String> hashes = new HashMap<>();
    Map<String, String> commits = new HashMap<>();
    String head = null;
    for (String line : RefListing.text(output).split("\n")) {
      String[] fields = line.split("\t", 2);
      if (fields.length < 2) {
        continue;
      }
      if (fields[1].equals("HEAD")) {
        head = fields[0].startsWith(LINK) ? cloned(fields[0].substring(LINK.length())) : head;
      } else if (fields[1].endsWith(PEELED)) {
        commits.put(fields[1].replace(PEELED, ""), fields[0]);
      } else {
        hashes.put(cloned(fields[1]), fields[0]);
        commits.putIfAbsent(cloned(fields[1]), fields[0]);
      }
    }
    return new RemoteRefs(hashes, commits, head);
  }

  private static String cloned(String name) {
    return name.startsWith(HEADS) ? Refs.ORIGIN + name.substring(HEADS.length()) : name;
  }

  /** The refs that reach the commit, which the repository has, and the wanted ones beside them. */
  Refs.Found reaching(Path repository, String commit, @Nullable String upstream, Git git)
      throws IOException, InterruptedException {
    Set<String> reached = reached(repository, commit, commits, git);
    Map<String, String> found = new HashMap<>();
    Set<String> beside = new HashSet<>();
    for (String name : reached) {
      String hash = hashes.get(name);
      if (hash == null) {
        continue; // only peeled, so no ref of its own
      }
      found.put(name, hash);
      if (!hash.equals(commits.get(name))) {
        beside.add(hash);
      }
    }
    for (String wanted : new String[] {originHead, upstream}) {
      String hash = wanted == null ? null : hashes.get(wanted);
      if (hash != null && found.putIfAbsent(wanted, hash) == null) {
        beside.add(hash);
      }
    }
    return Refs.Found.of(found, originHead, beside);
  }

  /**
   * The names of the refs that reach the commit, only the newest if there are too many.
   *
   * @param refs what they name, which may be missing in the repository
   */
  static Set<String> reached(Path repository, String commit, Map<String, String> refs, Git git)
      throws IOException, InterruptedException {
    Map<String, String> good = Refs.of(refs, null).hashes();
    Set<String> there = present(repository, Set.copyOf(good.values()), git);
    List<String> lines = new ArrayList<>();
    good.forEach(
        (name, hash) -> {
          if (there.contains(hash)) {
            lines.add(hash + " " + name);
          }
        });
    if (lines.isEmpty()) {
      return Set.of();
    }
    Path own = Files.createTempDirectory(git.scratch(), "refs");
    try {
      GitFolder named = new GitFolder(own, commit.length()).borrow(repository.resolve("objects"));
      named.createBare();
      named.pack(lines);
      byte[] output =
          git.run(
              Place.repository(own),
              "for-each-ref",
              "--merged=" + commit,
              "--sort=-creatordate",
              "--count=" + Refs.MAX,
              "--format=%(refname)");
      return Set.of(new String(output, StandardCharsets.ISO_8859_1).split("\n"));
    } finally {
      FolderDeletion.delete(own);
    }
  }

  private static Set<String> present(Path repository, Set<String> hashes, Git git)
      throws IOException, InterruptedException {
    if (hashes.isEmpty()) {
      return Set.of();
    }
    byte[] output =
        git.run(
            Place.repository(repository),
            (String.join("\n", hashes) + "\n").getBytes(StandardCharsets.US_ASCII),
            List.of("cat-file", "--batch-check=%(objectname)"));
    Set<String> present = new HashSet<>();
    for (String line : new String(output, StandardCharsets.US_ASCII).split("\n")) {
      if (!line.contains(" ")) {
        present.add(line);
      }
    }
    return present;
  }
}
