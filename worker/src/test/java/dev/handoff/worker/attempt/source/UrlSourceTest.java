package dev.handoff.worker.attempt.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.worker.attempt.git.RemoteAccess;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which remotes are asked, and with what of the worker's own. */
class UrlSourceTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/r.git",
        "https://ann@example.org:8443/r",
        "ssh://git@example.org:22/~/r.git",
        "git@example.org:team/r.git",
        "host:r"
      })
  void httpsAndSshArePermitted(String url) {
    assertThat(new UrlSource(url).objection()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--upload-pack=touch x",
        "-oProxyCommand=x:r",
        "ssh://-oProxyCommand=x/r",
        "ssh://git@-oProxyCommand=x/r",
        "git@-oProxyCommand=x:r",
        "host:-r",
        "ext::sh -c x",
        "fd::17",
        "git://example.org/r",
        "http://example.org/r",
        "ftp://example.org/r",
        "file://example.org/r",
        "relative/path",
        ""
      })
  void nothingElseIsAsked(String url) {
    assertThat(new UrlSource(url).objection()).isPresent();
  }

  @Test
  void whatThePolicyKeepsFromJobsIsNotAsked() {
    UrlSource source = new UrlSource("git@example.org:r.git", url -> !url.contains("example"));

    assertThat(source.objection()).hasValueSatisfying(why -> assertThat(why).contains("policy"));
  }

  @Test
  void aLoginInAUrlIsNotShown() {
    assertThat(new UrlSource("https://ann:secret@example.org/r").label())
        .isEqualTo("remote https://example.org/r");
  }

  private static Map<String, String> opened(Map<String, String> worker, String configured) {
    Map<String, String> environment = new java.util.HashMap<>(worker);
    new RemoteAccess(worker, configured).open(environment);
    return environment;
  }

  @Test
  void sshAsksNobody() {
    assertThat(opened(Map.of(), "").get("GIT_SSH_COMMAND"))
        .isEqualTo("ssh -oBatchMode=yes -oConnectTimeout=30");
    assertThat(opened(Map.of(), "/usr/bin/ssh -i key\n").get("GIT_SSH_COMMAND"))
        .isEqualTo("/usr/bin/ssh -i key -oBatchMode=yes -oConnectTimeout=30");
    assertThat(opened(Map.of("GIT_SSH_COMMAND", "ssh -v"), "other").get("GIT_SSH_COMMAND"))
        .startsWith("ssh -v -oBatchMode=yes");
    assertThat(opened(Map.of("SSH_ASKPASS", "/usr/bin/ask"), "")).doesNotContainKey("SSH_ASKPASS");
  }

  @Test
  void aProgramOfTheWorkersOwnIsLeftAsItIs() {
    assertThat(opened(Map.of("GIT_SSH", "plink"), "")).doesNotContainKey("GIT_SSH_COMMAND");
    assertThat(opened(Map.of(), "my-ssh -x")).doesNotContainKey("GIT_SSH_COMMAND");
  }

  @Test
  void theWorkersLogInStaysAndNothingElseOfGits() {
    Map<String, String> environment =
        opened(Map.of("GIT_ASKPASS", "give", "GIT_SSL_CAINFO", "ca", "GIT_DIR", "x"), "");

    assertThat(environment)
        .containsEntry("GIT_ASKPASS", "give")
        .containsEntry("GIT_SSL_CAINFO", "ca")
        .doesNotContainKey("GIT_DIR");
  }
}
