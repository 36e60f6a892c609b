package dev.handoff.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"main", "feature/x-1", "v1.2.3", "größe", "a@b", "x.y/z", "HEAD"})
  void aNameThatGitAndToolsTake(String name) {
    assertThat(RefName.isGood(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "-x",
        "a/-x",
        ".a",
        "a/.b",
        "a.",
        "a..b",
        "a.lock",
        "a.lock/b",
        "a//b",
        "/a",
        "a/",
        "a b",
        "a~1",
        "a^",
        "a:b",
        "a?b",
        "a*",
        "a[b",
        "a\\b",
        "a@{1}",
        "a\nb",
        "a\u007f",
        "a\u0085",
        ".git",
        "x/.g\u200cit"
      })
  void aNameThatGitOrAToolDoesNotTake(String name) {
    assertThat(RefName.isGood(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {240, 241})
  void aNameIsNoLongerThanAFileOfIt(int length) {
    assertThat(RefName.isGood("n".repeat(length))).isEqualTo(length <= 240);
  }
}
