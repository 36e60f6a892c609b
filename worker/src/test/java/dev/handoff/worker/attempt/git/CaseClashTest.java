package dev.handoff.worker.attempt.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which paths of a result are one path where nobody tells upper from lower case. */
class CaseClashTest {

  /** The base as it is, and the added paths beside it. */
  private static Map<String, String> clashes(List<String> base, List<String> added) {
    return CaseClash.of(added, base, Stream.concat(base.stream(), added.stream()).toList());
  }

  @Test
  void aPathThatDiffersFromOneOfTheBaseByItsCaseClashes() {
    assertThat(clashes(List.of("README.md", "a.txt"), List.of("readme.md", "b.txt")))
        .containsExactly(Map.entry("readme.md", "README.md"));
  }

  @Test
  void twoThatAreNewClashWithEachOther() {
    assertThat(clashes(List.of(), List.of("new", "NEW")))
        .containsExactly(Map.entry("NEW", "new"), Map.entry("new", "NEW"));
  }

  @Test
  void aFolderClashesWithAFolder() {
    assertThat(clashes(List.of("docs/one.md"), List.of("Docs/two.md")))
        .containsExactly(Map.entry("Docs/two.md", "docs"));
  }

  @Test
  void aFolderThatLiesDeepClashesToo() {
    assertThat(clashes(List.of("a/b/c/one.md"), List.of("a/B/c/two.md")))
        .containsExactly(Map.entry("a/B/c/two.md", "a/b"));
  }

  @Test
  void aFileClashesWithAFolder() {
    assertThat(clashes(List.of("docs/one.md"), List.of("DOCS")))
        .containsExactly(Map.entry("DOCS", "docs"));
  }

  @Test
  void whatWasRenamedClashesWithNothing() {
    assertThat(CaseClash.of(List.of("readme.md"), List.of("README.md"), List.of("readme.md")))
        .isEmpty();
  }

  @Test
  void whatClashedAtTheBaseAlreadyIsNothingOfTheJobs() {
    assertThat(clashes(List.of("docs/one.md", "Docs/two.md"), List.of("docs/three.md"))).isEmpty();
  }

  @Test
  void twoSpellingsOfOneLetterClash() {
    String one = Git.raw("\u00e4");
    String other = Git.raw("a\u0308");

    assertThat(clashes(List.of(one), List.of(other))).containsExactly(Map.entry(other, one));
  }

  @Test
  void lettersThatAreSmallInTwoWaysClash() {
    assertThat(clashes(List.of(Git.raw("\u03c3")), List.of(Git.raw("\u03c2")))).hasSize(1);
  }

  @Test
  void bytesThatAreNoTextClashWithNothing() {
    assertThat(clashes(List.of("l\u00e4"), List.of("l\u00c4", "l\u00e5"))).isEmpty();
  }
}
