package dev.handoff.job;

import java.text.Normalizer;
import java.util.Locale;

/** Names the branch of a job: {@code handoff/}, a slug of its title, and the end of its id. */
public final class BranchName {

  private static final int SLUG = 40;

  private BranchName() {}

  /** A name of ASCII letters and digits, which git accepts whatever the title is. */
  public static String of(String title, JobId job) {
    String slug =
        Normalizer.normalize(title, Normalizer.Form.NFKD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\p{M}", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String cut = slug.substring(0, Math.min(SLUG, slug.length())).replaceAll("-$", "");
    return "handoff/" + (cut.isEmpty() ? "job" : cut) + "-" + job.suffix();
  }

  /**
   * The same name without a slash, for a repository that has a branch with the name of the first
   * part.
   */
  public static String flat(String name) {
    return name.replace('/', '-');
  }

  /**
   * The name to try if earlier ones exist already: {@code NAME}, {@code NAME-2}, {@code NAME-3}.
   */
  public static String numbered(String name, int number) {
    return number == 1 ? name : name + "-" + number;
  }
}
