package dev.handoff.job;

import java.util.List;
import java.util.Map;

/**
 * Selects git's environment variables. For its hooks and aliases git sets variables that name the
 * repository, the index and the options of its own run. They do not apply to another repository: a
 * command that kept them would work on the wrong one.
 */
public final class GitEnvironment {

  /** Variables for access to a remote and for configuration: credentials, proxies, certificates. */
  private static final List<String> ACCESS =
      List.of("GIT_SSH", "GIT_SSL_", "GIT_HTTP_", "GIT_PROXY_", "GIT_ASKPASS", "GIT_CONFIG_");

  /** Other variables that users set for their own git: paths, limits and traces. */
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

  // The options of the git command that runs a hook, in an internal format. People and programs use
  // GIT_CONFIG_COUNT with its keys and values, and the configuration files.
  private static final String OPTIONS = "GIT_CONFIG_PARAMETERS";

  private GitEnvironment() {}

  /** Whether the variable controls git's access to a remote. */
  public static boolean isAccess(String name) {
    return ACCESS.stream().anyMatch(name::startsWith) && !name.equals(OPTIONS);
  }

  /**
   * Removes git's variables, except those that a user may set for any repository. Other variables
   * stay.
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
