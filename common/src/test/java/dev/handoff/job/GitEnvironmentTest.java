package dev.handoff.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitEnvironmentTest {

  private static Map<String, String> kept(String... names) {
    Map<String, String> environment = new TreeMap<>();
    for (String name : names) {
      environment.put(name, "any");
    }
    GitEnvironment.keepUsers(environment);
    return environment;
  }

  /** Git's own list, of the git that is installed here. */
  @Test
  void nothingThatGitItselfDropsForAnotherRepositoryIsKeptButASetOfOptionsThatPeopleWrite()
      throws Exception {
    Process git = new ProcessBuilder("git", "rev-parse", "--local-env-vars").start();
    String list = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(list.lines()).contains("GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX");
    assertThat(kept(list.lines().toArray(String[]::new))).containsOnlyKeys("GIT_CONFIG_COUNT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GIT_QUARANTINE_PATH",
        "GIT_NAMESPACE",
        "GIT_LITERAL_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_EXTERNAL_DIFF",
        "GIT_DIFF_OPTS",
        "GIT_AUTHOR_DATE",
        "GIT_COMMITTER_DATE",
        "GIT_TEMPLATE_DIR",
        "GIT_DEFAULT_HASH",
        "GIT_ATTR_SOURCE",
        "GIT_REFLOG_ACTION"
      })
  void whatWouldChangeAnAnswerIsNotKept(String name) {
    assertThat(kept(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_SSL_CAINFO",
        "GIT_ASKPASS",
        "GIT_PROXY_COMMAND",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_KEY_0",
        "GIT_CONFIG_VALUE_0",
        "GIT_TRACE",
        "GIT_TRACE_PACKET",
        "GIT_EXEC_PATH",
        "GIT_COMMITTER_EMAIL",
        "PATH",
        "GITHUB_TOKEN"
      })
  void whatAUserMayMeanIsKept(String name) {
    assertThat(kept(name)).containsKey(name);
  }
}
