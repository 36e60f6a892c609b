package dev.handoff.worker.attempt;

import dev.handoff.job.JobResult.Branch;
import dev.handoff.worker.attempt.Git.GitException;
import dev.handoff.worker.attempt.Git.Place;
import java.io.IOException;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Puts the attempt's commit into the repository that the job came from, as a branch that is new.
 */
final class BranchPush {

  private static final int SLUG = 40;
  private static final int TRIES = 9;
  // No hook of the target runs as the worker, and nothing is tidied up in it.
  private static final String RECEIVE_PACK =
      "--receive-pack=git -c safe.directory=* -c core.hooksPath=/dev/null -c receive.autogc=false"
          + " receive-pack";

  private final Attempt attempt;

  BranchPush(Attempt attempt) {
    this.attempt = attempt;
  }

  /**
   * The branch; {@code pushedTo} is null if there is no repository on this disk to put it in.
   *
   * @throws GitException if the repository takes it under none of its names
   */
  Branch push(String commit) throws IOException, InterruptedException {
    String name = name(attempt.brief().title(), attempt.order().job().suffix());
    String repo = attempt.target().orElse(null);
    if (repo == null) {
      return new Branch(name, commit, null);
    }
    for (int number = 1; ; number++) {
      String candidate = number == 1 ? name : name + "-" + number;
      try {
        push(repo, commit, "refs/heads/" + candidate);
        return new Branch(candidate, commit, repo);
      } catch (GitException e) {
        // What git says of a name that is taken depends on who was first, and when.
        if (number == TRIES || !taken(repo, "refs/heads/" + candidate)) {
          throw e;
        }
      }
    }
  }

  private void push(String repo, String commit, String ref)
      throws IOException, InterruptedException {
    attempt
        .git()
        .run(
            Place.repository(attempt.workspace().repository()),
            "push",
            "-q",
            "--no-verify",
            // An expected value that is empty: the ref must not exist.
            "--force-with-lease=" + ref + ":",
            RECEIVE_PACK,
            "--",
            repo,
            commit + ":" + ref);
  }

  private boolean taken(String repo, String ref) throws IOException, InterruptedException {
    try {
      attempt
          .git()
          .run(
              Place.repository(attempt.workspace().repository()),
              "ls-remote",
              "-q",
              "--exit-code",
              PathSource.UPLOAD_PACK,
              "--",
              repo,
              ref);
      return true;
    } catch (GitException none) {
      return false;
    }
  }

  static String name(String title, String suffix) {
    String slug =
        Normalizer.normalize(title, Normalizer.Form.NFKD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\p{M}", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String cut = slug.substring(0, Math.min(SLUG, slug.length())).replaceAll("-$", "");
    return "handoff/" + (cut.isEmpty() ? "job" : cut) + "-" + suffix;
  }
}
