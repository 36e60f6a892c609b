package dev.handoff.brief;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names a worker asks a remote for. */
class FloatingRefTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"HEAD", "main", "v1.2", "feature/a", "refs/heads/main", "refs/tags/v1", "0123456"})
  void branchesAndTagsFloat(String ref) {
    assertThat(FloatingRef.isGood(ref)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-x",
        "--upload-pack=touch x",
        "a..b",
        "..",
        "a b",
        "main@{1}",
        "@",
        "main^{tree}",
        "main~1",
        "a\nb",
        "*",
        "refs/pull/1/head",
        "refs/remotes/origin/main",
        "refs/heads/",
        "refs/heads/../../x",
        "refs/heads/-x",
        "refs/heads/refs/heads/x",
        "refs/tags/refs/x",
        ".git/x",
        "x.lock",
        "0123456789012345678901234567890123456789"
      })
  void nothingElseDoes(String ref) {
    assertThat(FloatingRef.isGood(ref)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://h/r", "ssh://git@h/r", "git@h:r", "h:r"})
  void urlsCanBeAsked(String repo) {
    assertThat(FloatingRef.isRemote(repo)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/srv/r", "r", "file:///srv/r", "http://h/r", "git://h/r"})
  void pathsAndOtherProtocolsCannot(String repo) {
    assertThat(FloatingRef.isRemote(repo)).isFalse();
  }
}
