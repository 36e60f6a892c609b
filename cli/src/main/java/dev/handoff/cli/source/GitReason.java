package dev.handoff.cli.source;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Explains to people why git failed: its own message, and a remedy if that has none. */
public final class GitReason {

  /** Lines that GIT_TRACE adds to the messages. */
  private static final Pattern TRACE = Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d+ .*");

  private static final Pattern NO_REPOSITORY =
      Pattern.compile("fatal: not a git repository \\(or any ");
  private static final Pattern NO_TREE =
      Pattern.compile("fatal: this operation must be run in a work tree");
  private static final Pattern BAD_CONFIGURATION =
      Pattern.compile("bad (\\w+ )*config (line|value|variable|file)");
  private static final Pattern BAD_OBJECT =
      Pattern.compile(
          "bad (tree |commit )?object|not a (tree|commit) object|unable to read|missing|corrupt"
              + "|no such commit|unknown revision|could not get object|Could not read|loose object");
  private static final Pattern BAD_INDEX = Pattern.compile("index file");

  private GitReason() {}

  public static String of(int exit, String err) {
    String words = words(err);
    if (words.isEmpty()) {
      return "exit code " + exit + " without a message";
    }
    String remedy = remedy(words);
    return remedy.isEmpty() ? words : words + " (" + remedy + ")";
  }

  /** The messages without lines of traces. */
  static String words(String err) {
    return err.lines()
        .filter(line -> !TRACE.matcher(line).matches())
        .collect(Collectors.joining("\n"))
        .strip();
  }

  /** Whether there is no repository; false if git could not find out. */
  static boolean isNoRepository(String err) {
    return NO_REPOSITORY.matcher(err).find();
  }

  /** Whether the repository has no working tree here. */
  static boolean isNoTree(String err) {
    return NO_TREE.matcher(err).find();
  }

  private static String remedy(String words) {
    if (BAD_CONFIGURATION.matcher(words).find()) {
      return "correct that file, by git config --edit for instance";
    }
    if (BAD_INDEX.matcher(words).find()) {
      return "git reset creates the index again and leaves the files as they are";
    }
    return BAD_OBJECT.matcher(words).find()
        ? "git fsck lists what the repository lacks; fetch it again, or clone it again"
        : "";
  }
}
