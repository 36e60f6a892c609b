package dev.handoff.worker.attempt.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers the files of the commits on which attempts started last. */
public final class KnownCommits {

  private static final int MOST_COMMITS = 32;
  private static final int MOST_PATHS = 20_000;

  private record Key(Path repository, String commit) {}

  // Guarded by this; the one that was used last comes last.
  private final Map<Key, CommitFiles> known = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * The files of a commit.
   *
   * @param repository has the commit
   * @throws Git.TooLongException if there are too many
   */
  public CommitFiles files(Git git, Path repository, String commit)
      throws IOException, InterruptedException {
    Key key = new Key(repository, commit);
    synchronized (this) {
      CommitFiles files = known.get(key);
      if (files != null) {
        return files;
      }
    }
    CommitFiles files = CommitFiles.read(git, repository, commit);
    if (files.paths().size() <= MOST_PATHS) {
      keep(key, files);
    }
    return files;
  }

  private synchronized void keep(Key key, CommitFiles files) {
    known.put(key, files);
    if (known.size() > MOST_COMMITS) {
      known.remove(known.keySet().iterator().next());
    }
  }
}
