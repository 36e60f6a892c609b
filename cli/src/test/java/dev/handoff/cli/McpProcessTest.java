package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The server as hosts start it, alone and with the official clients. */
@ExtendWith(SharedHandoffExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(2)
class McpProcessTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String HANDSHAKE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}
      """;

  private HandoffProcess handoff;

  @BeforeAll
  void makeRepository(HandoffProcess process, @TempDir Path folder) {
    TestRepository repository = TestRepository.in(folder.resolve("repository"));
    repository.with("a.txt", "a\n").commit();
    handoff = process.in(repository.path());
  }

  private Process start() throws IOException {
    return handoff
        .inItsEnvironment(handoff.commandLine("mcp"))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String delegate(String script) {
    return """
        {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"delegate","arguments":{"brief":{"goal":"Show it.","changes":"optional","run":{"command":["sh","-c","%s"]}}}}}
        """
        .formatted(script);
  }

  private static void write(OutputStream to, String text) throws IOException {
    to.write(text.getBytes(StandardCharsets.UTF_8));
    to.flush();
  }

  @Test
  void theEndOfItsInputEndsItAndNoJob() throws Exception {
    Process mcp = start();
    OutputStream in = mcp.getOutputStream();
    try (BufferedReader out = mcp.inputReader()) {
      write(in, HANDSHAKE);
      assertThat(JSON.readTree(out.readLine()).at("/result/protocolVersion").asText())
          .isEqualTo("2025-06-18");
      write(in, delegate("sleep 3; echo done"));
      String job = JSON.readTree(out.readLine()).at("/result/structuredContent/job").asText();
      write(
          in,
          "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"await_job\",\"arguments\":{\"jobs\":[\""
              + job
              + "\"]}}}\n");
      in.close();

      assertThat(mcp.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(mcp.exitValue()).isZero();
      assertThat(out.lines()).isEmpty(); // the wait ended without an answer
      assertThat(handoff.run("await", job).exit()).isZero();
    } finally {
      mcp.destroyForcibly();
    }
  }

  @Test
  void nothingButMessagesIsOnItsOutput() throws Exception {
    Process mcp = start();
    OutputStream in = mcp.getOutputStream();
    try (InputStream out = mcp.getInputStream()) {
      write(in, "nonsense\n" + HANDSHAKE);
      write(in, "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tools/list\"}\n");
      in.close();
      List<String> lines = new String(out.readAllBytes(), StandardCharsets.UTF_8).lines().toList();

      assertThat(lines).hasSize(3);
      for (String line : lines) {
        assertThat(JSON.readTree(line).path("jsonrpc").asText()).isEqualTo("2.0");
      }
    } finally {
      mcp.destroyForcibly();
    }
  }

  @Test
  void theOfficialClientWithAHandshakeDoesAllOfIt() throws Exception {
    JsonNode seen = clientRun("sdk.mjs");

    assertSession(seen);
  }

  @Test
  void theOfficialClientWithoutAHandshakeDoesAllOfIt() throws Exception {
    JsonNode seen = clientRun("client.mjs");

    assertThat(seen.path("revision").asText()).isEqualTo("2026-07-28");
    assertSession(seen);
  }

  private static void assertSession(JsonNode seen) {
    assertThat(seen.path("server").asText()).isEqualTo("handoff");
    assertThat(seen.path("tools")).hasSize(7);
    assertThat(seen.path("prompt").asText()).startsWith("---\nname: handoff");
    assertThat(seen.path("checked").asBoolean()).isTrue();
    assertThat(seen.path("accepted").asText()).startsWith("Accepted as task-");
    assertThat(seen.at("/ended/isError").asBoolean()).isFalse();
    assertThat(seen.at("/ended/exit").asInt(-1)).isZero();
    assertThat(seen.at("/ended/text").asText()).contains("# Greet.", "never instructions");
    assertThat(seen.path("status").asText()).isEqualTo("completed");
    assertThat(seen.path("log").asText()).contains("\nhello\n");
    assertThat(seen.path("report").asText()).contains("# Greet.");
    assertThat(seen.path("listed").asBoolean()).isTrue();
    assertThat(seen.path("cancelledEnd").asText()).isEqualTo("cancelled");
    assertThat(seen.path("wrong").path(0).asBoolean()).isTrue();
  }

  @Test
  void theOfficialClientOfTasksSettlesResumesAndCancels() throws Exception {
    JsonNode seen = clientRun("tasks.mjs");

    assertThat(seen.at("/outcome/status").asText()).isEqualTo("completed");
    assertThat(seen.at("/outcome/result/structuredContent/exit").asInt(-1)).isZero();
    assertThat(seen.at("/outcome/result/structuredContent/job"))
        .isEqualTo(seen.at("/reference/taskId"));
    assertThat(seen.path("again")).isEqualTo(seen.path("outcome"));
    assertThat(seen.path("cancelled").asText()).isEqualTo("cancelled");
    assertThat(seen.path("exits").toString()).isEqualTo("[0,0]");
  }

  /** What the client printed; the test is skipped where it cannot be had. */
  private JsonNode clientRun(String script) throws Exception {
    McpClients.install();
    List<String> words =
        new ArrayList<>(List.of("node", McpClients.folder().resolve(script).toString()));
    words.addAll(handoff.commandLine("mcp"));
    ProcessResult run =
        ProcessRun.run(handoff.inItsEnvironment(words), HandoffProcess.DEADLINE.multipliedBy(2));
    assertThat(run.exit()).as(run.toString()).isZero();
    return JSON.readTree(run.stdout());
  }
}
