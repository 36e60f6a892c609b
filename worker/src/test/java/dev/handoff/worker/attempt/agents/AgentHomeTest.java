package dev.handoff.worker.attempt.agents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentHomeTest {

  private static final String LOG_IN = "{\"tokens\": \"old\", \"account\": 1}";

  @TempDir Path folder;
  private Path original;
  private AgentHome home;

  @BeforeEach
  void logIn() throws IOException {
    original = Files.createDirectories(folder.resolve("user/.codex")).resolve("auth.json");
    Files.writeString(original, LOG_IN);
    home = home(true);
    home.create();
  }

  private AgentHome home(boolean keepsRenewed) {
    Map<String, String> worker = Map.of("HOME", folder.resolve("user").toString());
    AgentSettings codex =
        AgentSettings.codex().withLogIn(AgentCredentials.CODEX.withKeepsRenewed(keepsRenewed));
    return new Agents(List.of(codex), worker).home(Agent.of(codex), folder.resolve("run"));
  }

  private Path copy() {
    return folder.resolve("run/auth.json");
  }

  private String originalAfter(String inCopy) throws IOException {
    Files.writeString(copy(), inCopy);
    home.keepRenewed();
    return Files.readString(original);
  }

  @Test
  void aRunGetsACopyThatNobodyElseMayRead() throws IOException {
    assertThat(copy()).hasContent(LOG_IN);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.folder())))
        .isEqualTo("rwx------");
  }

  @Test
  void aLogInThatTheAgentRenewedIsKept() throws IOException {
    String renewed = "{\"account\": 1, \"tokens\": \"new\"}";

    assertThat(originalAfter(renewed)).isEqualTo(renewed);
  }

  @Test
  void aLogInThatTheAgentRenewedIsNotKeptUnlessTheWorkersOwnerSaysSo() throws IOException {
    home = home(false);
    home.create();
    Files.writeString(copy(), "{\"account\": 1, \"tokens\": \"new\"}");

    assertThat(home.keepRenewed()).singleElement().asString().contains("keep_renewed");
    assertThat(original).hasContent(LOG_IN);
  }

  private static String token(String claims) {
    String payload = Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8));
    return "eyJhbGciOiJub25lIn0." + payload + ".c2ln";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"sub\": \"ann\", \"exp\": 1} | {\"sub\": \"ann\", \"exp\": 2} | true",
        "{\"sub\": \"ann\", \"exp\": 1} | {\"sub\": \"eve\", \"exp\": 1} | false",
        "{\"auth\": {\"account_id\": 1}} | {\"auth\": {\"account_id\": 2}} | false",
        "{\"exp\": 1} | {\"exp\": 2} | false"
      })
  void aLogInIsKeptIfItsTokensTellTheSameAccount(String before, String now, boolean isKept)
      throws IOException {
    String form = "{\"tokens\": {\"id_token\": \"%s\", \"refresh_token\": \"%s\"}}";
    Files.writeString(original, form.formatted(token(before), "old"));
    home = home(true);
    home.create();
    String renewed = form.formatted(token(now), "new");

    assertThat(originalAfter(renewed).equals(renewed)).isEqualTo(isKept);
  }

  @Test
  void aLogInOfAnotherAccountIsNotKept() throws IOException {
    assertThat(originalAfter("{\"account\": 2, \"tokens\": \"new\"}")).isEqualTo(LOG_IN);
  }

  @Test
  void whatIsNoLogInIsNotKept() throws IOException {
    assertThat(originalAfter("rubbish")).isEqualTo(LOG_IN);
    assertThat(originalAfter("{\"other\": 1}")).isEqualTo(LOG_IN);
    assertThat(originalAfter("")).isEqualTo(LOG_IN);
  }

  @Test
  void aLogInThatSomebodyElseRenewedMeanwhileStays() throws IOException {
    String others = "{\"tokens\": \"others\", \"account\": 1}";
    Files.writeString(original, others);

    assertThat(originalAfter("{\"tokens\": \"mine\", \"account\": 1}")).isEqualTo(others);
  }

  @Test
  void aLinkInPlaceOfTheLogInIsNotFollowed() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "{\"tokens\": \"x\", \"account\": 2}");
    Files.delete(copy());
    Files.createSymbolicLink(copy(), other);

    home.keepRenewed();

    assertThat(original).hasContent(LOG_IN);
  }
}
