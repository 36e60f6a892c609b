package dev.handoff.gateway.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.Sources;
import dev.handoff.brief.schema.BriefError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBriefTest {

  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private static List<String> paths(String scope) {
    return HttpBrief.errors(brief(scope)).stream().map(BriefError::path).toList();
  }

  private static Brief brief(String scope) {
    return read("goal: x\nrun: {command: [make]}\nscope: " + scope);
  }

  private static Brief read(String text) {
    return new BriefReader().read(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://git.example.org/a/b.git",
        "ssh://git@git.example.org/a",
        "git@git.example.org:a/b"
      })
  void aUrlAndACommitAreSubmitted(String repo) {
    assertThat(paths("{repo: \"%s\", ref: \"%s\"}".formatted(repo, COMMIT))).isEmpty();
    assertThat(paths("{repo: \"%s\", ref: \"%s\"}".formatted(repo, COMMIT + COMMIT.substring(16))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {".", "/srv/repository", "file:///srv/repository", "http://git.example.org/a"})
  void arepositoryOfADiskOrInPlainTextIsNot(String repo) {
    assertThat(paths("{repo: \"%s\", ref: \"%s\"}".formatted(repo, COMMIT)))
        .containsExactly("scope.repo");
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "HEAD", "v1.0", "0123456", "refs/heads/main"})
  void aBranchOrATagIsLeftToTheWorker(String ref) {
    Brief brief = brief("{repo: \"https://git.example.org/a\", ref: \"%s\"}".formatted(ref));

    assertThat(HttpBrief.errors(brief)).isEmpty();
    assertThat(HttpBrief.toSubmit(brief).scope().ref()).isEqualTo(ref);
    assertThat(HttpBrief.toSubmit(brief).scope().sources()).isEqualTo(Sources.FLOATING);
  }

  @Test
  void whoNamesNoRefMeansTheMainBranch() {
    Brief brief = HttpBrief.toSubmit(brief("{repo: \"https://git.example.org/a\"}"));

    assertThat(brief.scope().ref()).isEqualTo("HEAD");
    assertThat(brief.scope().floats()).isTrue();
  }

  @Test
  void aCommitStaysAsItIs() {
    Brief brief = brief("{repo: \"https://git.example.org/a\", ref: \"%s\"}".formatted(COMMIT));

    assertThat(HttpBrief.toSubmit(brief)).isEqualTo(brief);
  }

  @ParameterizedTest
  @ValueSource(strings = {"refs/pull/1/head", "a..b", "main@{1}", "main^{tree}", "a/-b", "*"})
  void aNameOfNoBranchIsNotSubmitted(String ref) {
    assertThat(paths("{repo: \"https://git.example.org/a\", ref: \"%s\"}".formatted(ref)))
        .containsExactly("scope.ref");
  }

  @Test
  void aHandlersWorkerPinsNothing() {
    Brief brief =
        read("goal: x\nrun: {handler: show}\nscope: {repo: \"https://git.example.org/a\"}");

    assertThat(HttpBrief.errors(brief)).extracting(BriefError::path).containsExactly("scope.ref");
  }

  @Test
  void everythingThatIsMissingIsSaidAtOnce() {
    assertThat(paths("{carry: [\"*.env\"]}")).containsExactly("scope.carry", "scope.repo");
  }

  @Test
  void aJobOfAHandlerNeedsNoRepository() {
    Brief brief =
        new BriefReader().read("goal: x\nrun: {handler: show}".getBytes(StandardCharsets.UTF_8));

    assertThat(HttpBrief.errors(brief)).isEmpty();
  }
}
