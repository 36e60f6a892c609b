package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.OtlpReceiver;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import dev.handoff.trace.TraceContext;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a command of a shell, on the local default. */
@ExtendWith(SharedHandoffExtension.class)
class GatewayProcessTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private Path folder;

  private String file() {
    return folder.resolve("gateway.yaml").toString();
  }

  private String token(HandoffProcess handoff, String name, String role) {
    ProcessResult made =
        handoff.run("gateway", "token", "new", "--name", name, "--role", role, "--config", file());
    assertThat(made.exit()).as(made.toString()).isZero();
    return made.stdout().strip();
  }

  private static HttpResponse<String> send(String token, HttpRequest.Builder request)
      throws Exception {
    return CLIENT.send(
        request.header("Authorization", "Bearer " + token).timeout(Duration.ofSeconds(60)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aJobIsSubmittedAndAwaitedOverHttpAndItsVerdictIsThatOfTheCommand(HandoffProcess handoff)
      throws Exception {
    String token = token(handoff, "ann", "submitter");
    try (ProcessRun gateway =
        handoff.start("gateway", "--address", "127.0.0.1:0", "--config", file())) {
      String url = awaitReady(gateway);
      TestRepository repository =
          TestRepository.in(folder.resolve("repository")).with("page.txt", "text\n");
      repository.commit();
      ProcessResult task =
          handoff
              .in(repository.path())
              .run("task", "Say it", "--", "sh", "-c", "echo said; exit 7");
      String job = HandoffProcess.acceptedJob(task);
      HttpResponse<String> answer =
          send(
              token,
              HttpRequest.newBuilder(URI.create(url + "v1/jobs/" + job))
                  .header("Prefer", "wait=60"));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Handoff-Exit"))
          .contains(String.valueOf(handoff.run("await", job).exit()));
      assertThat(answer.body().strip())
          .isEqualTo(handoff.run("result", job, "--json").stdout().strip());
      assertThat(
              send(token, HttpRequest.newBuilder(URI.create(url + "v1/jobs/" + job + "/events")))
                  .body())
          .isEqualTo(handoff.run("events", job, "--json").stdout());
      assertThat(send(token, HttpRequest.newBuilder(URI.create(url + "metrics"))).body())
          .contains("handoff_workers");
    }
  }

  /** Returns its address, with a slash. */
  private static String awaitReady(ProcessRun gateway) {
    gateway.awaitStdout("/\n", HandoffProcess.DEADLINE);
    String url = gateway.stdout().strip();
    HttpRequest.Builder ready = HttpRequest.newBuilder(URI.create(url + "readyz"));
    Awaitility.await()
        .atMost(HandoffProcess.DEADLINE)
        .until(() -> send("none", ready.copy()).statusCode() == 200);
    return url;
  }

  @Test
  void theTraceOfAJobHasTheAttemptThatItsProcessesSaw(HandoffProcess handoff) throws Exception {
    token(handoff, "ann", "watcher");
    TestRepository repository =
        TestRepository.in(folder.resolve("repository")).with("page.txt", "text\n");
    repository.commit();
    try (OtlpReceiver receiver = new OtlpReceiver(0);
        ProcessRun gateway =
            handoff.start(
                "gateway",
                "--address",
                "127.0.0.1:0",
                "--config",
                file(),
                "--otlp",
                receiver.url())) {
      awaitReady(gateway);
      ProcessResult task =
          handoff
              .in(repository.path())
              .run(
                  "task",
                  "--changes=optional",
                  "--check=true",
                  "Trace",
                  "--",
                  "printenv",
                  TraceContext.VARIABLE);
      Matcher seen =
          Pattern.compile("(?m)^00-([0-9a-f]{32})-([0-9a-f]{16})-01$").matcher(task.stderr());
      assertThat(seen.find()).as(task.toString()).isTrue();

      Awaitility.await()
          .atMost(HandoffProcess.DEADLINE)
          .until(() -> !receiver.spans(seen.group(1)).isEmpty());
      List<Span> spans = receiver.spans(seen.group(1));
      assertThat(spans)
          .extracting(Span::getName)
          .contains("job", "waiting", "attempt", "prepare", "run", "verify", "check true");
      assertThat(spans)
          .filteredOn(span -> OtlpReceiver.spanId(span).equals(seen.group(2)))
          .extracting(Span::getName)
          .containsExactly("attempt");
      gateway.signal("TERM");
      gateway.awaitExit(HandoffProcess.DEADLINE);
      assertThat(gateway.stderr()).doesNotContain("opentelemetry");
    }
  }

  @Test
  void theBoardIsAPageForWhoeverStartedIt(HandoffProcess handoff) throws Exception {
    ProcessResult board = handoff.run("board", "--no-open");
    assertThat(board.exit()).as(board.toString()).isZero();
    assertThat(board.stderr()).contains("It lets in whoever has it");
    URI address = URI.create(board.stdout().strip());
    String token = address.getFragment().substring("token=".length());
    URI page = URI.create("http://" + address.getAuthority() + "/");

    assertThat(send("none", HttpRequest.newBuilder(page)).body()).contains("<title>Handoff");
    HttpResponse<String> owner = send(token, HttpRequest.newBuilder(page.resolve("v1/token")));
    assertThat(owner.body())
        .contains("\"name\":\"" + System.getProperty("user.name") + "\"", "\"writes\":true");
    assertThat(send("none", HttpRequest.newBuilder(page.resolve("v1/token"))).statusCode())
        .isEqualTo(401);
  }

  /** Of a cluster that is not the local default, whose process is not the command's to ask. */
  @Test
  void theBoardOfAnotherClusterIsServedByTheCommandUntilItIsStopped(HandoffProcess handoff)
      throws Exception {
    try (ProcessRun board =
        handoff.start("board", "--no-open", "--bootstrap-server", "127.0.0.1:1")) {
      board.awaitStdout("\n", HandoffProcess.DEADLINE);
      URI address = URI.create(board.stdout().strip());

      assertThat(
              send(
                      "none",
                      HttpRequest.newBuilder(URI.create("http://" + address.getAuthority() + "/")))
                  .statusCode())
          .isEqualTo(200);

      board.signal("TERM");
      assertThat(board.awaitExit(HandoffProcess.DEADLINE).exit()).isIn(0, 143);
    }
  }

  @Test
  void aTokenIsPrintedOnceAndKeptAsADigestThatOthersCannotChange(HandoffProcess handoff)
      throws IOException {
    String first = token(handoff, "ann", "submitter");
    String second = token(handoff, "eve", "watcher");

    String text = Files.readString(Path.of(file()));
    assertThat(text).contains("\"ann\": {sha256: ", "\"eve\": {sha256: ", "role: watcher");
    assertThat(text).doesNotContain(first).doesNotContain(second);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file()))))
        .isEqualTo("rw-------");
  }

  @Test
  void whatIsWrittenInTheFileStaysWhenATokenIsAdded(HandoffProcess handoff) throws IOException {
    Files.writeString(
        Path.of(file()),
        "# ours\naddress: 127.0.0.1:9999 # below 10000\ntokens:\nnames: [a.example]\n");

    token(handoff, "ann", "operator");

    assertThat(Files.readString(Path.of(file())))
        .startsWith("# ours\naddress: 127.0.0.1:9999 # below 10000\ntokens:\n  \"ann\": {")
        .endsWith("}\nnames: [a.example]\n");
  }

  @Test
  void whatCannotBeAddedIsRefusedAndTheFileStaysAsItIs(HandoffProcess handoff) throws IOException {
    String inOneLine = "tokens: {}\n";
    Files.writeString(Path.of(file()), inOneLine);

    ProcessResult refused =
        handoff.run(
            "gateway", "token", "new", "--name", "ann", "--role", "watcher", "--config", file());
    ProcessResult unnamed =
        handoff.run(
            "gateway", "token", "new", "--name", "a b", "--role", "watcher", "--config", file());

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.stderr()).contains("is unchanged").contains("sha256: ");
    assertThat(unnamed.exit()).isEqualTo(2);
    assertThat(Files.readString(Path.of(file()))).isEqualTo(inOneLine);
  }

  @Test
  void aNameIsGivenOnceAndARoleIsOneOfThree(HandoffProcess handoff) {
    token(handoff, "ann", "watcher");

    ProcessResult again =
        handoff.run(
            "gateway", "token", "new", "--name", "ann", "--role", "watcher", "--config", file());
    ProcessResult admin =
        handoff.run(
            "gateway", "token", "new", "--name", "bob", "--role", "admin", "--config", file());

    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.stderr()).contains("has a token ann already");
    assertThat(admin.exit()).isEqualTo(2);
    assertThat(admin.stderr()).contains("--role must be watcher, submitter or operator");
  }

  @Test
  void aGatewayWithoutAFileOrWithAWrongOneDoesNotStart(HandoffProcess handoff) throws IOException {
    ProcessResult without = handoff.run("gateway", "--config", file());
    Files.writeString(Path.of(file()), "tokens: {}\nadress: 127.0.0.1:1\n");
    ProcessResult wrong = handoff.run("gateway", "--config", file());
    Files.delete(Path.of(file()));
    token(handoff, "ann", "watcher");
    ProcessResult open = handoff.run("gateway", "--config", file(), "--address", "0.0.0.0:9470");
    ProcessResult astray = handoff.run("gateway", "--config", file(), "--otlp", "collector:4318");

    assertThat(without.exit()).isEqualTo(2);
    assertThat(without.stderr()).contains("handoff gateway token new");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.stderr()).contains("adress");
    assertThat(open.exit()).isEqualTo(2);
    assertThat(open.stderr()).contains("address: must be one of this host alone");
    assertThat(astray.exit()).isEqualTo(2);
    assertThat(astray.stderr()).contains("--otlp must be http:// or https:// and a host");
  }
}
