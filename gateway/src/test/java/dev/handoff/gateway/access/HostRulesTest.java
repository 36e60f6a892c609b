package dev.handoff.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRulesTest {

  private final HostRules rules =
      new HostRules(Set.of("board.example.org"), Set.of("https://pages.example.org"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1:9470",
        "127.8.8.8:1",
        "localhost:9470",
        "LocalHost",
        "[::1]:9470",
        "board.example.org",
        "Board.Example.org:443"
      })
  void answersToLoopbackAndToItsNames(String host) {
    assertThat(rules.answersTo(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "evil.example.org", "127.0.0.1.evil.example.org", "localhost.evil.example.org:9470",
        "evil.example.org@127.0.0.1", "127.0.0.1:9470:9470", "board.example.org.", "10.0.0.1",
        "[::2]", "127.0.0.1/", "0.0.0.0"
      })
  void answersToNoOtherName(String host) {
    assertThat(rules.answersTo(host)).isFalse();
  }

  @Test
  void answersToNoMissingName() {
    assertThat(rules.answersTo(null)).isFalse();
  }

  @Test
  void permitsItsOwnPagesWhereverTlsEnds() {
    assertThat(rules.permits("http://127.0.0.1:9470", "127.0.0.1:9470")).isTrue();
    assertThat(rules.permits("https://board.example.org", "board.example.org")).isTrue();
    assertThat(rules.permits("https://board.example.org", "board.example.org:443")).isTrue();
  }

  @Test
  void permitsPagesThatAreNamed() {
    assertThat(rules.permits("https://pages.example.org", "127.0.0.1:9470")).isTrue();
    assertThat(rules.isNamed("https://pages.example.org")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "",
        "http://127.0.0.1:3000",
        "http://localhost:9470",
        "https://evil.example.org",
        "file://",
        "http://127.0.0.1:9470@evil.example.org",
        "http://pages.example.org"
      })
  void permitsNoOtherPage(String origin) {
    assertThat(rules.permits(origin, "127.0.0.1:9470")).isFalse();
  }
}
