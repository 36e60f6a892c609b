package dev.handoff.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".git",
        ".GIT",
        ".git ",
        ".git. .",
        ".git::$INDEX_ALLOCATION",
        "git~1",
        "GIT~1",
        ".g\u200cit",
        "\ufeff.git",
        "docs\\.git\\config"
      })
  void aNameIsGits(String name) {
    assertThat(GitNames.isGits(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"git", ".gitignore", ".github", "git~2", "a.git", ".git_"})
  void aNameIsNotGits(String name) {
    assertThat(GitNames.isGits(name)).isFalse();
  }

  private static Set<String> bare(List<String> files) {
    return GitNames.inBareRepositories(files, files);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/HEAD a/objects/x a/refs/y",
        "a/HEAD a/objects a/refs",
        "a/b/head a/B/Objects/x a/b/REFS/y",
        "HEAD objects/x refs/y config hooks/update",
        "a/HEAD a/commondir"
      })
  void filesAreABareRepository(String files) {
    List<String> all = List.of(files.split(" "));

    assertThat(bare(all)).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void filesBesideItAreNoPartOfARepository() {
    assertThat(bare(List.of("a/HEAD", "a/objects/x", "a/refs/y", "a/README", "b/HEAD", "HEAD")))
        .containsExactly("a/HEAD", "a/objects/x", "a/refs/y");
  }

  @Test
  void changeMakesWhatLiesThereARepository() {
    assertThat(
            GitNames.inBareRepositories(
                List.of("a/HEAD"), List.of("a/HEAD", "a/objects/x", "a/refs/y")))
        .containsExactly("a/HEAD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/HEAD a/objects/x",
        "a/objects/x a/refs/y",
        "a/HEAD b/objects/x b/refs/y",
        "a/commondir a/refs/x",
        "a/HEAD/x/objects a/refs"
      })
  void filesMakeNone(String files) {
    assertThat(bare(List.of(files.split(" ")))).isEmpty();
  }

  @Test
  void filesOfManyFoldersAreReadToTheirEnd() {
    List<String> deep =
        IntStream.range(0, 2000).mapToObj(i -> "objects/".repeat(400) + "refs" + i).toList();

    assertThat(bare(deep)).isEmpty();
  }
}
