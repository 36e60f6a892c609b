package dev.handoff.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.brief.policy.Policy;
import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.access.Tokens;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with a certificate that this test has made. */
class TlsTest {

  private static final String PASSWORD = "change it";
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir private static Path folder;

  @BeforeAll
  static void makeCertificate() {
    keytool(
        "-genkeypair",
        "-alias",
        "gateway",
        "-keyalg",
        "EC",
        "-dname",
        "CN=gateway",
        "-ext",
        "san=ip:127.0.0.1,dns:localhost",
        "-storetype",
        "PKCS12");
    keytool("-exportcert", "-alias", "gateway", "-rfc", "-file", certificate().toString());
  }

  private static void keytool(String... arguments) {
    List<String> words =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()),
                Stream.of(arguments),
                Stream.of("-keystore", store().toString(), "-storepass", PASSWORD))
            .flatMap(one -> one)
            .toList();
    ProcessResult run = ProcessRun.run(new ProcessBuilder(words), DEADLINE);
    assertThat(run.exit()).as(run.toString()).isZero();
  }

  private static Path store() {
    return folder.resolve("gateway.p12");
  }

  private static Path certificate() {
    return folder.resolve("gateway.pem");
  }

  private static Gateway gateway(Path store, String password, Duration idle) {
    Tokens tokens =
        new Tokens(
            List.of(
                new Token("ann", Tokens.sha256(Tokens.newSecret()), TokenRole.WATCHER, List.of())));
    GatewaySettings settings =
        new GatewaySettings(
            new GatewayAddress("127.0.0.1", 0),
            Set.of(),
            Set.of(),
            new GatewaySettings.Tls(store, password),
            false,
            false,
            tokens,
            false,
            idle,
            null);
    KafkaSettings kafka =
        new KafkaSettings(Map.of("bootstrap.servers", "127.0.0.1:1"), Topics.DEFAULT);
    return new Gateway(
        kafka,
        settings,
        Policy.OF_SUBMITTER,
        TestGateways.NO_FIGURES,
        TestGateways.ABOUT,
        List.of());
  }

  private static ProcessResult curl(String... arguments) {
    boolean isThere =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "curl")));
    assumeTrue(isThere, "curl is not installed");
    return ProcessRun.run(
        new ProcessBuilder(
            Stream.concat(Stream.of("curl", "-sS", "--noproxy", "*"), Stream.of(arguments))
                .toList()),
        DEADLINE);
  }

  @Test
  void whoTrustsItsCertificateIsAnsweredAndNobodyElseIs() throws Exception {
    try (Gateway gateway = gateway(store(), PASSWORD, DEADLINE)) {
      GatewayAddress address = gateway.start();

      ProcessResult trusting =
          curl("--cacert", certificate().toString(), "https://" + address + "/healthz");
      ProcessResult stranger = curl("https://" + address + "/healthz");
      ProcessResult plain = curl("-i", "http://" + address + "/healthz");

      assertThat(trusting.stdout()).as(trusting.toString()).isEqualTo("alive\n");
      assertThat(stranger.exit()).as(stranger.toString()).isEqualTo(60); // unknown certificate
      assertThat(stranger.stdout()).isEmpty();
      assertThat(plain.exit() != 0 || plain.stdout().startsWith("HTTP/1.1 4"))
          .as(plain.toString())
          .isTrue();
      assertThat(plain.stdout()).doesNotContain("alive");
    }
  }

  @Test
  void aHandshakeThatComesByteByByteIsCutOff() throws Exception {
    try (Gateway gateway = gateway(store(), PASSWORD, Duration.ofSeconds(1));
        Socket socket = new Socket("127.0.0.1", gateway.start().port())) {
      byte[] hello = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
      socket.getOutputStream().write(hello);

      String answer = GuardTest.drip(socket);

      assertThat(answer).hasSizeLessThan(20); // an alert of TLS, if anything
    }
  }

  @Test
  void aStoreThatIsMissingOrOpensByAnotherPasswordOrHasNoKeyIsRefusedAtTheStart() throws Exception {
    Path none = folder.resolve("none.p12");
    Path text = Files.writeString(folder.resolve("text.p12"), "no store");
    Path empty = folder.resolve("empty.p12");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var out = Files.newOutputStream(empty)) {
      store.store(out, PASSWORD.toCharArray());
    }

    assertRefused(none, PASSWORD, none.toString());
    assertRefused(
        store(), "another", store() + " does not open with the password in tls.password_file");
    assertRefused(empty, PASSWORD, empty + " has no key with a certificate");
    assertRefused(text, PASSWORD, text + " is no store of the format PKCS 12");
  }

  private static void assertRefused(Path store, String password, String words) throws IOException {
    try (Gateway gateway = gateway(store, password, DEADLINE)) {
      assertThatThrownBy(gateway::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(words)
          .hasMessageNotContaining("address");
    }
  }
}
