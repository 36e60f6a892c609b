package dev.handoff.job;

import java.util.List;
import java.util.Map;

/**
 * What git believes of the environment that a command was started in. Git itself sets variables for
 * its hooks and aliases that name the repository, the index and the options of its own run; they
 * mean nothing to another repository, and a command that believed them would work on the wrong one.
 */
public final class GitEnvironment {

  /** How a remote is reached, and what is configured: a log-in, proxies, certificates. */
  private static final List<String> ACCESS =
      List.of("GIT_SSH", "GIT_SSL_", "GIT_HTTP_", "GIT_PROXY_", "GIT_ASKPASS", "GIT_CONFIG_");

  /** What a user says of his own git beside that: its place, its limits and its talk. */
  private static final List<String> USERS =
      List.of(
          "GIT_EXEC_PATH",
          "GIT_ALLOW_PROTOCOL",
          "GIT_CEILING_DIRECTORIES",
          "GIT_DISCOVERY_ACROSS_FILESYSTEM",
          "GIT_TERMINAL_PROMPT",
          "GIT_TRACE",
          "GIT_CURL_VERBOSE",
          "GIT_AUTHOR_NAME",
          "GIT_AUTHOR_EMAIL",
          "GIT_COMMITTER_NAME",
          "GIT_COMMITTER_EMAIL");

  // The options of the git command that runs a hook, in a form that is git's own. What people and
  // programs set themselves is GIT_CONFIG_COUNT with its keys and values, and the files.
  private static final String OPTIONS = "GIT_CONFIG_PARAMETERS";

  private GitEnvironment() {}

  /** Whether the variable is about how git reaches a remote. */
  public static boolean isAccess(String name) {
    return ACCESS.stream().anyMatch(name::startsWith) && !name.equals(OPTIONS);
  }

  /**
   * Leaves of git's variables what a user may mean for any repository; other variables stay.
   *
   * @param environment changed in place
   */
  public static void keepUsers(Map<String, String> environment) {
    environment
        .keySet()
        .removeIf(name -> name.startsWith("GIT_") && !isAccess(name) && !isUsers(name));
  }

  private static boolean isUsers(String name) {
    return USERS.stream().anyMatch(name::startsWith);
  }
}
