package dev.handoff.gateway.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.schema.BriefError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBriefTest {

  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private static List<String> paths(String scope) {
    Brief brief =
        new BriefReader()
            .read(
                ("goal: x\nrun: {command: [make]}\nscope: " + scope)
                    .getBytes(StandardCharsets.UTF_8));
    return HttpBrief.errors(brief).stream().map(BriefError::path).toList();
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
  void aNameOfACommitIsNot(String ref) {
    assertThat(paths("{repo: \"https://git.example.org/a\", ref: \"%s\"}".formatted(ref)))
        .containsExactly("scope.ref");
  }

  @Test
  void everythingThatIsMissingIsSaidAtOnce() {
    assertThat(paths("{carry: [\"*.env\"]}"))
        .containsExactly("scope.carry", "scope.repo", "scope.ref");
  }

  @Test
  void aJobOfAHandlerNeedsNoRepository() {
    Brief brief =
        new BriefReader().read("goal: x\nrun: {handler: show}".getBytes(StandardCharsets.UTF_8));

    assertThat(HttpBrief.errors(brief)).isEmpty();
  }
}
