package dev.handoff.brief.lint;

import java.util.regex.Pattern;

/**
 * Recognizes folders of tests by their names. A check that names one runs the tests as they were
 * before the job.
 */
public final class TestFolders {

  private static final Pattern PATH =
      Pattern.compile("(^|/)(tests?|specs?|__tests__|e2e|it|(integration|unit)[-_]?tests?)(/|$)");

  private TestFolders() {}

  /**
   * @param path of a folder in the repository
   */
  public static boolean matches(String path) {
    return PATH.matcher(path).find();
  }
}
