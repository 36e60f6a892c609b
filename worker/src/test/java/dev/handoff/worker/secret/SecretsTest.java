package dev.handoff.worker.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for a secret. */
class SecretsTest {

  @Test
  void aFileHasASecretOnEachLineThatIsLongEnough() {
    assertThat(Secrets.ofLines("keys", List.of("  abcdef ", "abcde", "")))
        .containsExactly(new Secret("a line of keys", "abcdef"));
  }

  @ParameterizedTest
  @CsvSource({
    "abcdefg1, true",
    "abcdef1, false",
    "/abcdefg1, false",
    "abcdefgh, false",
    "ABCDEFGH, false",
    "12345678, false",
    "abcdefgH, true",
    "abcdefg-, true",
    "--------, false"
  })
  void aValueTellsIfItIsLongAndNoPlainWord(String value, boolean isTelling) {
    assertThat(Secrets.isTelling(value)).isEqualTo(isTelling);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TOKEN",
        "MY_TOKEN",
        "db_password",
        "DB_PASS",
        "API_KEY",
        "AWS_ACCESS_KEY_ID",
        "A_CONNECTION_STRING"
      })
  void aNameSaysThatItsValueIsSecret(String name) {
    assertThat(SecretNames.isSecret(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_",
        "PASS",
        "KEY",
        "PWD",
        "TOKEN_FILE",
        "PASSWORD_PATH",
        "STRING",
        "CONNECTION",
        "SESSION_ID"
      })
  void aNameSaysNothing(String name) {
    assertThat(SecretNames.isSecret(name)).isFalse();
  }

  @Test
  void whatTheFileNamesNeedNotTell() {
    Map<String, String> environment = Map.of("A", "abcdef", "B", "abcde", "C", "abcdef");

    assertThat(Secrets.of(environment, name -> !name.equals("C")))
        .containsExactly(new Secret("A", "abcdef"));
  }
}
