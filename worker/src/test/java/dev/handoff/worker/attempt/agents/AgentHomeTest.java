package dev.handoff.worker.attempt.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentHomeTest {

  private static final String LOG_IN = "{\"tokens\": \"old\", \"account\": 1}";

  @TempDir Path folder;
  private Path original;
  private AgentHome home;

  @BeforeEach
  void logIn() throws IOException {
    original = Files.createDirectories(folder.resolve("user/.codex")).resolve("auth.json");
    Files.writeString(original, LOG_IN);
    Map<String, String> worker = Map.of("HOME", folder.resolve("user").toString());
    home =
        new Agents(List.of(AgentSettings.codex()), worker)
            .home(Agent.of(AgentSettings.codex()), folder.resolve("run"));
    home.create();
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
