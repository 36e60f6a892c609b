package dev.handoff.worker.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of an env file is secret. */
class EnvironmentFileTest {

  private static List<String> values(String text) {
    return EnvironmentFile.secrets(".env", text.getBytes(UTF_8)).stream()
        .map(Secret::value)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DB_PASSWORD=pl4nted-Value",
        "export DB_PASSWORD=pl4nted-Value",
        "  DB_PASSWORD = pl4nted-Value  ",
        "DB_PASSWORD=\"pl4nted-Value\"",
        "DB_PASSWORD='pl4nted-Value' # the test system's",
        "DB_PASSWORD=pl4nted-Value # the test system's",
        "db.password=pl4nted-Value",
        "my-api-key=pl4nted-Value\r",
        "PORT=1\nDB_PASSWORD=pl4nted-Value\nX=y",
        "DB_URL=postgres://ann:pl4nted-Value@db/test"
      })
  void theValueUnderANameThatSaysSo(String text) {
    assertThat(values(text)).containsExactly("pl4nted-Value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PORT=8080-Abc-Value",
        "# DB_PASSWORD=pl4nted-Value",
        "DB_PASSWORD=",
        "DB_PASSWORD_FILE=/a/b1"
      })
  void nothingElse(String text) {
    assertThat(values(text)).isEmpty();
  }

  @Test
  void aValueOfSeveralLinesAsAWholeAndByLine() {
    assertThat(values("SIGNING_KEY=\"-----BEGIN KEY-----\nMIIabc123XYZ=\n\"\nA_TOKEN=next-One1"))
        .contains("-----BEGIN KEY-----\nMIIabc123XYZ=\n", "MIIabc123XYZ=", "next-One1");
    assertThat(values("SIGNING_KEY=\"BEGIN-k1\\nMIIabc123\""))
        .contains("BEGIN-k1\\nMIIabc123", "BEGIN-k1\nMIIabc123");
  }

  @Test
  void aQuoteThatNobodyClosesTakesInItsLineAlone() {
    assertThat(values("A_TOKEN=\"pl4nted-One\nB_TOKEN=pl4nted-Two"))
        .containsExactly("\"pl4nted-One", "pl4nted-Two");
  }

  @Test
  void nothingOfAFileThatIsNoText() {
    byte[] bytes = "A_TOKEN=pl4nted-Value\n\0".getBytes(UTF_8);
    bytes[bytes.length - 1] = (byte) 0xff;

    assertThat(EnvironmentFile.secrets("x", bytes)).isEmpty();
  }
}
