package dev.handoff.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokensTest {

  private static final String SECRET = Tokens.newSecret();
  private static final Token CI =
      new Token("ci", Tokens.sha256(SECRET), TokenRole.SUBMITTER, List.of("quick"));

  private final Tokens tokens =
      new Tokens(
          List.of(new Token("eve", Tokens.sha256("other"), TokenRole.WATCHER, List.of()), CI));

  @Test
  void aSecretLeadsToItsToken() {
    assertThat(tokens.of(SECRET)).contains(CI);
  }

  @Test
  void aSecretThatIsNearlyRightLeadsToNone() {
    assertThat(tokens.of(SECRET.substring(1))).isEmpty();
    assertThat(tokens.of(SECRET + "x")).isEmpty();
    assertThat(tokens.of("")).isEmpty();
  }

  @Test
  void theDigestOfASecretIsNoSecret() {
    assertThat(tokens.of(CI.sha256())).isEmpty();
  }

  @Test
  void newSecretsDifferAndAreLong() {
    assertThat(Tokens.newSecret()).isNotEqualTo(Tokens.newSecret()).hasSizeGreaterThan(48);
  }

  @Test
  void aTokenIsShownWithoutItsDigest() {
    assertThat(CI.toString()).isEqualTo("token ci (submitter)");
  }

  @Test
  void aTokenMaySubmitToItsLanesAlone() {
    assertThat(CI.maySubmitTo("quick")).isTrue();
    assertThat(CI.maySubmitTo("standard")).isFalse();
    assertThat(tokens.all().get(0).maySubmitTo("quick")).isFalse();
  }

  @Test
  void eachRolePermitsWhatTheOneBeforeItPermits() {
    assertThat(TokenRole.OPERATOR.permits(TokenRole.SUBMITTER)).isTrue();
    assertThat(TokenRole.SUBMITTER.permits(TokenRole.WATCHER)).isTrue();
    assertThat(TokenRole.WATCHER.permits(TokenRole.SUBMITTER)).isFalse();
  }
}
