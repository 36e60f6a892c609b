package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.gateway.access.Tokens;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The board that the local process serves: from when, to whom, and until when. */
@ExtendWith(HandoffExtension.class)
@Order(1)
class BoardProcessTest {

  private static final Duration DEADLINE = HandoffProcess.DEADLINE;

  /** Below those that systems give to clients. */
  private static final int FIRST = 20_000;

  private static final int BEHIND = 30_000;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private HandoffProcess handoff;

  @BeforeEach
  void takeCommand(HandoffProcess process) {
    handoff = process;
  }

  /** The page's address as the command prints it. */
  private URI board() {
    ProcessResult board = handoff.run("board", "--no-open");
    assertThat(board.exit()).as(board.toString()).isZero();
    return URI.create(board.stdout().strip());
  }

  /**
   * The same at a port that no other test's board takes when this process does not have it. A
   * process serves where the one before it did.
   */
  private URI boardAtAPortOfItsOwn() throws IOException {
    if (isOwn(boardOrNone())) {
      return board();
    }
    handoff.stopLocal();
    Files.createDirectories(handoff.stateFolder());
    Files.writeString(
        file("board.json"),
        "{\"pid\": 1, \"since\": \"2026-01-01T00:00:00Z\", \"port\": %d, \"token\": \"%s\"}"
            .formatted(freePort(), Tokens.newSecret()));
    URI board = board();
    assertThat(isOwn(board.getPort())).as("%s", board).isTrue();
    return board;
  }

  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        return free.getLocalPort();
      } catch (IOException taken) {
        // Another one will do.
      }
    }
  }

  private static boolean isOwn(int port) {
    return port >= FIRST && port < BEHIND;
  }

  private int boardOrNone() throws IOException {
    return handoff.localProcesses().isEmpty() || Files.notExists(file("board.json"))
        ? 0
        : board().getPort();
  }

  private static String token(URI board) {
    return board.getFragment().substring("token=".length());
  }

  /** The status with which the owner's API answers; 0 if nobody does. */
  private static int ask(URI board, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + board.getAuthority() + path))
            .header("Authorization", "Bearer " + token(board))
            .timeout(DEADLINE)
            .build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException nobody) {
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path file(String name) {
    return handoff.stateFolder().resolve(name);
  }

  @Test
  void itIsLoadedWhenItIsAskedForAndTheSecondCommandFindsIt() throws IOException {
    handoff.stopLocal();
    handoff.startLocal();
    assertThat(loadedClasses())
        .contains("dev.handoff.cli.local.LocalDaemon")
        .doesNotContain("jetty");
    assertThat(file("board.json")).doesNotExist();

    URI first = board();
    URI second = board();

    assertThat(second).isEqualTo(first);
    assertThat(ask(first, "/v1/token")).isEqualTo(200);
    assertThat(loadedClasses()).contains("org.eclipse.jetty");
    assertThat(handoff.run("local", "status").stdout())
        .containsPattern("board +http://127.0.0.1:" + first.getPort() + "/\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("board.json"))))
        .isEqualTo("rw-------");
    assertThat(everythingElseThatIsKeptOrShown()).doesNotContain(token(first));
  }

  private String loadedClasses() {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    ProcessBuilder builder =
        new ProcessBuilder(jcmd, String.valueOf(handoff.localPid()), "GC.class_histogram", "-all");
    return ProcessRun.run(builder, DEADLINE).stdout();
  }

  private String everythingElseThatIsKeptOrShown() throws IOException {
    StringBuilder all = new StringBuilder(Files.readString(file("local.log")));
    all.append(handoff.run("local", "status").stdout())
        .append(Files.readString(file("process.json")));
    HandoffProcess.processesWith("java")
        .forEach(process -> all.append(commandLineOf(process.pid())));
    return all.toString();
  }

  private static String commandLineOf(long pid) {
    try {
      return Files.readString(Path.of("/proc", "" + pid, "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }

  @Test
  void theNextProcessServesItAsItWasAfterARestartForAnotherBuildAndAfterACrash()
      throws IOException {
    URI board = boardAtAPortOfItsOwn();
    long pid = handoff.localPid();

    handoff.ofBuild("other").startLocal();

    assertThat(handoff.localPid()).isNotEqualTo(pid);
    Awaitility.await().atMost(DEADLINE).until(() -> ask(board, "/v1/token") == 200);
    kill();
    handoff.startLocal();
    Awaitility.await().atMost(DEADLINE).until(() -> ask(board, "/v1/token") == 200);
    assertThat(board()).isEqualTo(board);
  }

  private void kill() {
    ProcessHandle.of(handoff.localPid()).orElseThrow().destroyForcibly();
    Awaitility.await().atMost(DEADLINE).until(() -> handoff.localProcesses().isEmpty());
  }

  @Test
  void aTokenWhosePortSomebodyHasTakenIsNotUsedAgain() throws IOException {
    URI board = boardAtAPortOfItsOwn();
    kill();
    URI next;
    try (ServerSocket other = taken(board.getPort())) {
      handoff.startLocal();

      next = board();

      assertThat(next.getPort()).isNotEqualTo(other.getLocalPort());
    }
    assertThat(token(next)).isNotEqualTo(token(board));
    assertThat(ask(next, "/v1/token")).isEqualTo(200);
    assertThat(ask(URI.create(next.toString().replace(token(next), token(board))), "/v1/token"))
        .isEqualTo(401);
  }

  /** A process that was killed lets go of its ports after it is gone from the system's list. */
  private static ServerSocket taken(int port) {
    return Awaitility.await()
        .atMost(DEADLINE)
        .ignoreException(BindException.class)
        .until(
            () -> new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")),
            ServerSocket::isBound);
  }

  @Test
  void itStopsWithTheLocalProcessAndTheNextHasAnotherToken() throws IOException {
    URI board = boardAtAPortOfItsOwn();

    assertThat(handoff.run("local", "stop").exit()).isZero();

    assertThat(ask(board, "/readyz")).isZero();
    assertThat(file("board.json")).doesNotExist();
    assertThat(file("board.html")).doesNotExist();
    assertThat(token(board())).isNotEqualTo(token(board));
  }

  @Test
  void anotherUserOfThisHostIsNotAnsweredWhateverTokenItHas() {
    URI board = board();
    List<String> asking =
        List.of(
            "curl",
            "-s",
            "-w",
            "\n%{http_code}",
            "-H",
            "Authorization: Bearer " + token(board),
            "http://" + board.getAuthority() + "/v1/token");
    List<String> asAnother = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--clear-groups"));
    asAnother.addAll(asking);
    Assumptions.assumeTrue(canBeAnother());

    assertThat(ProcessRun.run(new ProcessBuilder(asking), DEADLINE).stdout()).endsWith("\n200");
    assertThat(ProcessRun.run(new ProcessBuilder(asAnother), DEADLINE).stdout())
        .contains("only programs of the user who runs this gateway")
        .endsWith("\n403");
  }

  private static boolean canBeAnother() {
    try {
      return ProcessRun.run(
                  new ProcessBuilder("setpriv", "--reuid=65534", "--clear-groups", "curl", "-V"),
                  DEADLINE)
              .exit()
          == 0;
    } catch (UncheckedIOException notThere) {
      return false;
    }
  }

  @Test
  void whatCannotBeReadInItsFileIsWrittenAgain() throws IOException {
    URI board = board();
    Files.writeString(file("board.json"), "{\"pid\": \"\u0000");

    assertThat(board()).isEqualTo(board);

    Files.delete(file("board.json"));
    assertThat(board()).isEqualTo(board);
  }
}
