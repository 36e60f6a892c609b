package dev.handoff.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.worker.attempt.folder.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Access to logins, and where they may come from. */
class CommandConfigTest {

  private static final String LOGIN =
      "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required"
          + " username=\"ann\" password=\"%s\";\n";
  private static final String PLAIN = LOGIN.formatted("pl4in-text");

  @TempDir private Path folder;

  @BeforeEach
  void letEverybodyEnter() throws IOException {
    mode(folder, "rwxr-xr-x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-r-----", "r-----r--"})
  void aPasswordThatOthersMayReadIsRefusedWithTheRemedy(String mode) throws IOException {
    Path file = file("login.properties", PLAIN, mode);

    assertRefused(() -> CommandConfig.read(file))
        .withMessageContaining("sasl.jaas.config")
        .withMessageContaining(mode)
        .withMessageContaining("chmod 600 " + file)
        .withMessageNotContaining("pl4in-text");
  }

  @Test
  void aPasswordThatItsOwnerAloneMayReadIsTaken() throws IOException {
    Path file = file("login.properties", PLAIN, "rw-------");

    assertThat(CommandConfig.read(file)).containsOnlyKeys("sasl.jaas.config");
  }

  @Test
  void inAFolderThatNobodyElseEntersTheModeOfTheFileDoesNotMatter() throws IOException {
    Path file = file("login.properties", PLAIN, "rw-r--r--");
    mode(folder, "rwx------");

    assertThat(CommandConfig.read(file)).isNotEmpty();
  }

  @Test
  void whatOnlyNamesWhereThePasswordIsMayBeReadByAll() throws IOException {
    Path file = file("login.properties", LOGIN.formatted("${env:PW}"), "rw-r--r--");

    assertThat(CommandConfig.read(file)).isNotEmpty();
  }

  @Test
  void aFileThatAllMayWriteIsRefused() throws IOException {
    Path file = file("login.properties", "client.id=a\n", "rw-rw-rw-");

    assertRefused(() -> CommandConfig.read(file)).withMessageContaining("chmod o-w " + file);
  }

  @Test
  void aFileThatAJobMayHaveWrittenIsRefused() throws IOException {
    WorkFolder.occupy(folder.resolve("work")).close();
    Path tree = Files.createDirectories(folder.resolve("work/attempts/1/tree"));
    Path file = file(tree.resolve("client.properties").toString(), PLAIN, "rw-------");
    Path link = Files.createSymbolicLink(folder.resolve("link.properties"), file);

    assertRefused(() -> CommandConfig.read(link)).withMessageContaining("where jobs write");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path file = folder.resolve("none.properties");

    assertRefused(() -> CommandConfig.read(file)).withMessageContaining(file.toString());
  }

  @Test
  void aSecretsFileThatOthersMayReadIsRefused() throws IOException {
    Path secrets = file("secrets.properties", "password=pl4in-text\n", "rw-r--r--");
    Map<String, String> properties = login("${file:" + secrets + ":password}");

    assertRefused(() -> CommandConfig.withProviders(properties))
        .withMessageContaining("sasl.jaas.config")
        .withMessageContaining("chmod 600 " + secrets);
  }

  @Test
  void aSecretInAFolderThatOthersMayReadIsRefused() throws IOException {
    Path secret = file("kafka-password", "pl4in-text", "rw-r--r--");
    Map<String, String> properties = login("${directory:" + folder + ":kafka-password}");

    assertRefused(() -> CommandConfig.withProviders(properties))
        .withMessageContaining("chmod 600 " + secret);
  }

  @Test
  void kafkasProvidersWorkWithoutBeingNamed() throws IOException {
    file("kafka-password", "pl4in-text", "rw-------");
    Path secrets = file("secrets.properties", "password=pl4in-text\n", "rw-------");

    for (String reference :
        new String[] {
          "${env:PATH}",
          "${file:" + secrets + ":password}",
          "${directory:" + folder + ":kafka-password}"
        }) {
      assertThat(CommandConfig.withProviders(login(reference)))
          .containsEntry("config.providers", "env,file,directory");
    }
  }

  @Test
  void providersOfTheUsersOwnAreLeftAlone() {
    Map<String, String> properties =
        Map.of(
            "ssl.key.password",
            "${vars:PATH}",
            "config.providers",
            "vars",
            "config.providers.vars.class",
            "org.apache.kafka.common.config.provider.EnvVarConfigProvider");

    assertThat(CommandConfig.withProviders(properties)).isEqualTo(properties);
  }

  @ParameterizedTest
  @ValueSource(strings = {"${env:HANDOFF_TEST_NO_SUCH}", "${file:/no/such/file:key}", "${moon:X}"})
  void aReferenceThatLeadsNowhereIsNotTakenForAPassword(String reference) {
    assertRefused(() -> CommandConfig.withProviders(login(reference)))
        .withMessageContaining("sasl.jaas.config")
        .withMessageContaining(reference);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ssl.key.password                  | abc                               | true",
        "ssl.keystore.password             | abc                               | true",
        "ssl.keystore.key                  | -----BEGIN PRIVATE KEY-----       | true",
        "ssl.keystore.key                  | ${env:KEY}                        | false",
        "ssl.keystore.certificate.chain    | -----BEGIN CERTIFICATE-----       | false",
        "ssl.truststore.certificates       | -----BEGIN CERTIFICATE-----       | false",
        "ssl.keystore.location             | /etc/key.pem                      | false",
        "sasl.oauthbearer.client.credentials.client.secret | abc               | true",
        "sasl.jaas.config                  | M required password=abc;          | true",
        "sasl.jaas.config                  | M required clientSecret=\"a b\";  | true",
        "sasl.jaas.config                  | M required password=\"${a:b}\";   | false",
        "sasl.jaas.config                  | M required password=\"x${a:b}\";  | true",
        "sasl.jaas.config                  | M required keyTab=\"/k\" principal=\"a\"; | false",
        "config.providers.vault.param.token | abc                              | true",
        "client.id                         | password                          | false",
      })
  void knowsWhatIsASecret(String name, String value, boolean isSecret) {
    assertThat(PlainSecrets.in(Map.of(name, value)).contains(name)).isEqualTo(isSecret);
  }

  private static Map<String, String> login(String password) {
    return Map.of("sasl.jaas.config", "M required username=\"a\" password=\"" + password + "\";");
  }

  private Path file(String name, String text, String mode) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return mode(file, mode);
  }

  private static Path mode(Path path, String mode) throws IOException {
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static ThrowableAssertAlternative<CommandException> assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable reading) {
    return assertThatExceptionOfType(CommandException.class)
        .isThrownBy(reading)
        .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE));
  }
}
