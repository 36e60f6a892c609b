package dev.handoff.cli.source;

import dev.handoff.cli.console.PlainLine;
import java.util.List;
import java.util.Map;

/**
 * A clone whose missing objects git fetches on demand. Workers do not fetch from its remote, so
 * objects that are not here are missing for them and for a bundle.
 */
final class PartialClone {

  private static final Map<String, String> OFFLINE = Map.of("GIT_NO_LAZY_FETCH", "1");

  private PartialClone() {}

  /** Refuses a commit if objects of it or its history are not here. */
  static void requireWhole(Git git, String commit) {
    List<String> promisors =
        git.answer("config", "--get-regexp", "^remote\\..*\\.promisor$", "^true$").lines();
    if (promisors.isEmpty()) {
      return;
    }
    long missing =
        git.with(OFFLINE)
            .must("rev-list", "--objects", "--quiet", "--missing=print", commit)
            .out()
            .lines()
            .filter(line -> line.startsWith("?"))
            .count();
    if (missing > 0) {
      String remote = promisors.get(0).replaceFirst("^remote\\.(.*)\\.promisor .*$", "$1");
      throw SourcePin.refused(
          "the repository is a partial clone: %d object%s of commit %s and its history %s not here, and no network remote has the commit for a worker to fetch. Push it, or fetch the rest: git fetch --refetch --no-filter %s"
              .formatted(
                  missing,
                  missing == 1 ? "" : "s",
                  commit,
                  missing == 1 ? "is" : "are",
                  PlainLine.one(remote)));
    }
  }
}
