package dev.handoff.brief;

import dev.handoff.job.RefName;
import java.util.regex.Pattern;

/** Decides which refs a worker pins, by their names. Pure. */
public final class FloatingRef {

  /** What it must be, for messages. */
  public static final String RULE = "must be HEAD, a branch or a tag";

  /** The main branch of a remote. */
  public static final String HEAD = "HEAD";

  public static final String BRANCHES = "refs/heads/";
  public static final String TAGS = "refs/tags/";

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern REMOTE =
      Pattern.compile("(https|ssh)://.+|([\\w.-]+@)?[\\w.-]+:(?!//).+");

  private FloatingRef() {}

  /** Whether it is the full hash of a commit, which needs no pin. */
  public static boolean isCommit(String ref) {
    return COMMIT.matcher(ref).matches();
  }

  /** Whether a repository is one that any worker can ask: a URL by https or ssh. */
  public static boolean isRemote(String repo) {
    return REMOTE.matcher(repo).matches();
  }

  /**
   * Whether it can be the name of a branch or a tag. Other refs, such as those of a forge's pull
   * requests, are written by whoever can open one.
   */
  public static boolean isGood(String ref) {
    return !isCommit(ref) && !shortened(ref).startsWith("refs/") && RefName.isGood(shortened(ref));
  }

  private static String shortened(String ref) {
    for (String folder : new String[] {BRANCHES, TAGS}) {
      if (ref.startsWith(folder)) {
        return ref.substring(folder.length());
      }
    }
    return ref;
  }
}
