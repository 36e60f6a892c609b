package dev.handoff.cli.source;

import java.util.Map;

/** Gives tests of other packages access to the environment of git. */
public final class GitVariables {

  private GitVariables() {}

  public static void believe(Map<String, String> variables) {
    Git.believe(variables);
  }
}
