package dev.handoff.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.access.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a gateway: what is right, and what is refused at its start. */
class GatewayReaderTest {

  private static final String DIGEST = Tokens.sha256("secret");
  private static final String TOKENS = "tokens: {ci: {sha256: " + DIGEST + ", role: watcher}}\n";

  @TempDir private Path folder;

  private GatewaySettings read(String text) throws IOException {
    return new GatewayReader(folder).read(text.getBytes(StandardCharsets.UTF_8), null);
  }

  private AbstractThrowableAssert<?, ?> assertRefused(String text) {
    return assertThatThrownBy(() -> read(text)).isInstanceOf(InvalidSettingsException.class);
  }

  @Test
  void aFileWithATokenIsEnough() throws Exception {
    GatewaySettings settings = read(TOKENS);

    assertThat(settings.address()).isEqualTo(new GatewayAddress("127.0.0.1", 9470));
    assertThat(settings.names()).isEmpty();
    assertThat(settings.origins()).isEmpty();
    assertThat(settings.tls()).isNull();
    assertThat(settings.isBehindProxy()).isFalse();
    assertThat(settings.isReadOnly()).isFalse();
    assertThat(settings.otlp()).isNull();
    assertThat(settings.idle()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.tokens().all())
        .containsExactly(new Token("ci", DIGEST, TokenRole.WATCHER, List.of()));
  }

  @Test
  void everySettingIsRead() throws Exception {
    Files.writeString(folder.resolve("password"), "changeit\n");

    GatewaySettings settings =
        read(
            """
            address: 0.0.0.0:8443
            names: [board.example.org]
            origins: ["https://pages.example.org"]
            tls: {key_store: ~/store.p12, password_file: ~/password}
            read_only: true
            otlp: https://collector.example.org/otlp
            tokens:
              ann@example.org: {sha256: %s, role: submitter, lanes: [quick, gpu]}
            """
                .formatted(DIGEST));

    assertThat(settings.address().toString()).isEqualTo("0.0.0.0:8443");
    assertThat(settings.names()).containsExactly("board.example.org");
    assertThat(settings.origins()).containsExactly("https://pages.example.org");
    assertThat(settings.tls())
        .isEqualTo(new GatewaySettings.Tls(folder.resolve("store.p12"), "changeit"));
    assertThat(settings.tls().toString()).doesNotContain("changeit");
    assertThat(settings.isReadOnly()).isTrue();
    assertThat(settings.otlp()).hasToString("https://collector.example.org/otlp");
    assertThat(settings.tokens().all().get(0).lanes()).containsExactlyInAnyOrder("quick", "gpu");
  }

  @Test
  void aGatewayWithoutTokensIsRefused() {
    assertRefused("{}").hasMessageContaining("tokens: must name at least one");
  }

  @Test
  void plainHttpLeavesTheHostOnlyBehindAProxy() throws Exception {
    assertRefused(TOKENS + "address: 0.0.0.0:9470\n")
        .hasMessageContaining("address: must be one of this host alone")
        .hasMessageContaining("behind_proxy");
    assertThat(read(TOKENS + "address: 0.0.0.0:9470\nbehind_proxy: true\n").isBehindProxy())
        .isTrue();
  }

  @Test
  void anAddressOfTheCommandLineIsHeldToTheSameRule() {
    GatewayReader reader = new GatewayReader(folder);
    byte[] text = TOKENS.getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> reader.read(text, new GatewayAddress("10.0.0.1", 9470)))
        .hasMessageContaining("address: must be one of this host alone");
  }

  @Test
  void whatIsMisspelledIsRefused() {
    assertRefused(TOKENS + "behind_a_proxy: true\n").hasMessageContaining("behind_a_proxy");
    assertRefused(TOKENS + "address: 9470\n").hasMessageContaining("address");
    assertRefused(TOKENS + "address: somewhere\n").hasMessageContaining("must be HOST:PORT");
    assertRefused(TOKENS + "names: [\"board.example.org:443\"]\n")
        .hasMessageContaining("must be a host without a port");
    assertRefused(TOKENS + "origins: [\"*\"]\n").hasMessageContaining("must be a scheme");
    assertRefused(TOKENS + "otlp: collector:4318\n")
        .hasMessageContaining("otlp: must be http:// or https:// and a host");
    assertRefused(TOKENS + "tls: {key_store: /store}\n").hasMessageContaining("password_file");
    assertRefused("tokens: {ci: {sha256: secret, role: watcher}}")
        .hasMessageContaining("must be the SHA-256 of a token");
    assertRefused("tokens: {ci: {sha256: " + DIGEST + ", role: admin}}")
        .hasMessageContaining("must be watcher, submitter or operator");
    assertRefused("tokens: {\"c i\": {sha256: " + DIGEST + ", role: watcher}}")
        .hasMessageContaining("must be named by");
  }

  @Test
  void twoNamesOfOneTokenAreRefused() {
    assertRefused(
            """
            tokens:
              a: {sha256: %1$s, role: watcher}
              b: {sha256: %1$s, role: operator}
            """
                .formatted(DIGEST))
        .hasMessageContaining("tokens.b.sha256: must be of a token of its own");
  }
}
