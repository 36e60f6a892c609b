package dev.handoff.brief;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which paths a glob of the scope matches: as git does. */
class ScopeGlobTest {

  @ParameterizedTest
  @CsvSource({
    "src/**, src/a/b.c",
    "src/**, src/b.c",
    "**/src/**, src/a",
    "**/src/**, a/b/src/a",
    "a/**/b, a/b",
    "a/**/b, a/x/y/b",
    "*.js, a/b.js",
    "docs, docs/a/b",
    "docs/, docs/a",
    "a/docs, a/docs/b",
    "a?c, abc",
    "**, a/b",
    "*, a/b",
    "'!a', b",
    "[ab].c, a.c",
    "a\\*, x"
  })
  void matches(String glob, String path) {
    assertThat(new ScopeGlob(glob).matches(path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "src/**, src",
    "src/**, a/src/b",
    "src/**, check.sh",
    "**/src/**, check.sh",
    "*.js, a.jsx",
    "docs/, docs",
    "a/docs, b/a/docs",
    "a?c, a/c",
    "a/*, b/a/c",
    "README.md, README.mdx"
  })
  void doesNotMatch(String glob, String path) {
    assertThat(new ScopeGlob(glob).matches(path)).isFalse();
  }
}
