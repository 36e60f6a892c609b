package dev.handoff.worker.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    assertThat(SecretValues.isTelling(value)).isEqualTo(isTelling);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SORT_KEY=created_at",
        "SORT_KEY=createdAt",
        "SORT_KEY=user.created_at",
        "PRIMARY_KEY=order-number",
        "PARTITION_KEY=tenant/region",
        "GROUP_KEY=TEAM_NAME",
        "REDIS_KEY=shop:baskets",
        "ROW_KEY=1000.2500",
        "SORT_KEY_ID=created_at",
        "SORT_KEY=true",
        "SORT_KEY=ascending",
        "SSH_KEY=~/.ssh/id_ed25519",
        "TLS_KEY=./certs/server-1.pem",
        "TLS_KEY=/usr/bin/x",
        "TLS_KEY=/etc/ssl/private/ssl-cert.key",
        "JAVA_AUTH=/Users/ann/MyProject/login.conf",
        "API_TOKEN=production",
        "API_TOKEN=20260101",
        "DB_PASSWORD=postgres",
        "SESSION_SECRET=changeme",
        "TOKEN_LIFETIME=3600 seconds",
        "AUTH_PROVIDER=google-oauth",
        "PASSWORD_POLICY=at-least-8",
        "AUTH_ENABLED=yes-please",
      })
  void aPlainValueIsNoSecret(String variable) {
    assertThat(secretsOf(variable)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DB_PASSWORD=sunny_day",
        "DB_PASSWORD=2024.0815",
        "DB_PASS=correct-horse",
        "API_TOKEN=created_at",
        "API_KEY=created_at",
        "ENCRYPTION_KEY=not-so-secret",
        "SECRET_KEY=please_change",
        "RESTIC_KEY=correct-horse-battery-staple",
        "RESTIC_KEY=correcthorse-batterystaple",
        "SORT_KEY=created_at2",
        "MAPS_KEY=9f86d081884c7d659a2feaa0c55ad015",
        "MAPS_KEY=QmFzZSBzaXh0eWZvdXI",
        "MAPS_KEY=qwertzUIOPasdfGHJK",
        "MAPS_KEY=aBcDeFgHiJkL",
        "MAPS_KEY=1111-2222-3333-4444-5555",
        "AWS_ACCESS_KEY_ID=ABCDEFGHIJKLMNOP-Q",
        "AWS_SECRET_ACCESS_KEY=/wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AWS_SECRET_ACCESS_KEY=/aB3dE6gH9/kL2nO5qR8tU1wX4zA7cD0fG3iJ6lM9oP",
        "SENTRY_DSN=https://0123456789abcdef@sentry.example/1",
        "GIT_AUTH=admin:hunterhunter",
      })
  void aValueThatMayBeASecretIsOne(String variable) {
    assertThat(secretsOf(variable)).hasSize(1);
  }

  @Test
  @Timeout(10)
  void aVeryLongValueIsJudgedAtOnce() {
    assertThat(secretsOf("MAPS_KEY=" + "/aaaa".repeat(50_000) + "A1!")).hasSize(1);
    assertThat(secretsOf("MAPS_KEY=/" + "a".repeat(200_000) + "A1!")).hasSize(1);
    assertThat(secretsOf("MAPS_KEY=" + "abc-".repeat(50_000))).hasSize(1);
  }

  private static List<Secret> secretsOf(String variable) {
    String[] parts = variable.split("=", 2);
    return Secrets.of(Map.of(parts[0], parts[1]), any -> false);
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
