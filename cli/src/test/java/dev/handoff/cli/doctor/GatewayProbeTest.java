package dev.handoff.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.handoff.cli.doctor.check.Diagnosis;
import dev.handoff.cli.doctor.check.Diagnosis.Level;
import dev.handoff.testkit.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found out about the gateway of this user's file, and about what answers in its place. */
class GatewayProbeTest {

  private static final String TOKENS =
      "tokens:\n  \"ann\": {sha256: %s, role: watcher}\n".formatted("0123456789abcdef".repeat(4));

  @TempDir private Path folder;

  private List<Diagnosis> look() throws IOException {
    return look(Duration.ofSeconds(60));
  }

  private List<Diagnosis> look(Duration patience) throws IOException {
    return new GatewayProbe(folder.resolve("gateway.yaml"), folder, patience)
        .look().stream().flatMap(check -> check.findings().stream()).toList();
  }

  /** What is found with that file, which is its owner's alone. */
  private List<Diagnosis> of(String text) throws IOException {
    write(text, "rw-------");
    return look();
  }

  private void write(String text, String permissions) throws IOException {
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static String at(int port) {
    return "address: 127.0.0.1:%d\n%s".formatted(port, TOKENS);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Answers that to each request, until it is stopped. */
  private static HttpServer serving(HttpServer server, int status, String text) {
    server.createContext(
        "/",
        exchange -> {
          boolean isAsked = exchange.getRequestURI().getPath().equals("/readyz");
          byte[] body = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(isAsked ? status : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private Diagnosis ofAnswer(int status, String text) throws IOException {
    HttpServer server = serving(HttpServer.create(anyPort(), 0), status, text);
    try {
      List<Diagnosis> findings = of(at(server.getAddress().getPort()));
      assertThat(findings).hasSize(1);
      return findings.get(0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whoHasNoFileIsToldNothing() throws IOException {
    assertThat(look()).isEmpty();
  }

  @Test
  void aFileThatTheGatewayWouldRefuseIsAFailureInItsOwnWords() throws IOException {
    for (String refused :
        List.of("tokens: {}\n", "address: 0.0.0.0:9470\n" + TOKENS, "adress: x\n", "\u0000")) {
      List<Diagnosis> findings = of(refused);

      assertThat(findings).as(refused).hasSize(1);
      assertThat(findings.get(0).level()).as(refused).isEqualTo(Level.FAILED);
      assertThat(findings.get(0).text()).contains("gateway.yaml");
    }
    assertThat(of("address: 0.0.0.0:9470\n" + TOKENS).get(0).text())
        .contains("must be one of this host alone");
  }

  @Test
  void aFolderInItsPlaceAndAMissingStoreAreFailures() throws IOException {
    Files.createDirectory(folder.resolve("gateway.yaml"));
    assertThat(look()).extracting(Diagnosis::level).contains(Level.FAILED);
    Files.delete(folder.resolve("gateway.yaml"));

    Diagnosis missing =
        of("tls: {key_store: /nowhere.p12, password_file: /nowhere}\n" + at(1)).get(0);

    assertThat(missing.level()).isEqualTo(Level.FAILED);
    assertThat(missing.text()).contains("/nowhere");
  }

  @Test
  void aFileThatOthersMayReadIsAWarningAndOneThatTheyMayChangeAFailure() throws IOException {
    write(at(0), "rw-r--r--");
    assertThat(look()).extracting(Diagnosis::level).containsExactly(Level.WARNING, Level.OK);
    write(at(0), "rw-rw----");

    List<Diagnosis> findings = look();

    assertThat(findings).extracting(Diagnosis::level).containsExactly(Level.FAILED, Level.OK);
    assertThat(findings.get(0).remedy()).isEqualTo("chmod go= " + folder.resolve("gateway.yaml"));
  }

  @Test
  void aGatewayIsAskedWhetherItIsReady() throws IOException {
    assertThat(ofAnswer(200, "ready\n").level()).isEqualTo(Level.OK);

    Diagnosis waiting = ofAnswer(503, "not ready\nthe log has not been read to its end yet\n");

    assertThat(waiting.level()).isEqualTo(Level.FAILED);
    assertThat(waiting.text()).contains("not ready, the log has not been read to its end yet");
  }

  @Test
  void whereNothingListensNoGatewayRunsWhichIsNoFailure() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    Diagnosis found = of(at(free)).get(0);

    assertThat(found.level()).isEqualTo(Level.OK);
    assertThat(found.text()).contains("no gateway runs at 127.0.0.1:" + free);
  }

  @Test
  void anotherServerInItsPlaceIsNotTakenForIt() throws Exception {
    for (int status : new int[] {200, 302, 404, 500, 503}) {
      assertThat(ofAnswer(status, "<html>" + "x".repeat(100_000)).level())
          .as("%d", status)
          .isEqualTo(Level.WARNING);
    }
    try (ServerSocket odd = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> sayHello(odd), "odd");
      server.setDaemon(true);
      server.start();

      Diagnosis found = of(at(odd.getLocalPort())).get(0);

      assertThat(found.level()).isEqualTo(Level.WARNING);
    }
  }

  @Test
  void aServerThatAcceptsAndAnswersNothingIsNotWaitedForLong() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      write(at(silent.getLocalPort()), "rw-------");

      Diagnosis found = look(Duration.ofMillis(50)).get(0);

      assertThat(found.level()).isEqualTo(Level.WARNING);
      assertThat(found.text()).contains("no answer within");
    }
  }

  private static void sayHello(ServerSocket server) {
    try (Socket client = server.accept();
        InputStream request = client.getInputStream()) {
      client.getOutputStream().write("SSH-2.0-odd\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      client.shutdownOutput();
      request.readAllBytes();
    } catch (IOException closed) {
      // The test has seen enough.
    }
  }

  @Test
  void aGatewayWithTlsIsKnownByTheKeyOfItsStore() throws Exception {
    new TestCertificates(folder);
    Path store = folder.resolve("certificates.p12");
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(folder.resolve("password"), "only-for-this-test\n");
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(store)));
    serving(server, 200, "ready\n");
    try {
      String text =
          "tls: {key_store: ~/certificates.p12, password_file: ~/password}\n"
              + at(server.getAddress().getPort());
      assertThat(of(text)).extracting(Diagnosis::level).containsExactly(Level.OK);
      Files.writeString(folder.resolve("password"), "wrong\n");

      Diagnosis wrong = of(text).get(0);

      assertThat(wrong.level()).isEqualTo(Level.FAILED);
      assertThat(wrong.text()).contains("password");
    } finally {
      server.stop(0);
    }
  }

  private static SSLContext context(Path store) throws Exception {
    char[] password = "only-for-this-test".toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password);
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
