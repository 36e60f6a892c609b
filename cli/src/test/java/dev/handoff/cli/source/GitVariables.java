package dev.handoff.cli.source;

import java.util.Map;

/** Lets tests of other packages see what the git of a command gets. */
public final class GitVariables {

  private GitVariables() {}

  public static void believe(Map<String, String> variables) {
    Git.believe(variables);
  }
}
