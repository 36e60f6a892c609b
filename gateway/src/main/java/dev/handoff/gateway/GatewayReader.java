package dev.handoff.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.brief.settings.SettingsReader;
import dev.handoff.file.BoundedFile;
import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.access.Tokens;
import dev.handoff.gateway.trace.OtlpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code gateway.yaml}, YAML or JSON, strictly, and reports all errors at once.
 *
 * <p>Construction loads the schema, so keep the reader. Thread-safe.
 */
public final class GatewayReader {

  private static final String RESOURCE = "gateway.schema.json";
  private static final int MAX_BYTES = 256 * 1024;
  private static final Duration IDLE = Duration.ofSeconds(60);

  private final SettingsReader reader = new SettingsReader(schemaText());
  private final Path home;

  /**
   * @param home what {@code ~} stands for
   */
  public GatewayReader(Path home) {
    this.home = home;
  }

  /** The JSON Schema of the file, for editors. */
  public static String schemaText() {
    try (InputStream in = GatewayReader.class.getResourceAsStream(RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException lost) {
      throw new UncheckedIOException(RESOURCE + " must be readable from the class path", lost);
    }
  }

  /**
   * @param address in place of the file's; null: the file's
   * @throws InvalidSettingsException if it is wrong; the message names the file
   * @throws IOException if it, or a file that it names, cannot be read
   */
  public GatewaySettings read(Path file, @Nullable GatewayAddress address) throws IOException {
    byte[] text = BoundedFile.read(file, MAX_BYTES);
    try {
      return read(text, address);
    } catch (InvalidSettingsException refused) {
      throw refused.in(file.toString(), text);
    }
  }

  /**
   * @throws InvalidSettingsException with everything that is wrong with it
   * @throws IOException if a file that it names cannot be read
   */
  GatewaySettings read(byte[] yamlOrJson, @Nullable GatewayAddress address) throws IOException {
    JsonNode tree = checked(yamlOrJson);
    List<BriefError> errors = new ArrayList<>();
    GatewayAddress inFile = address(tree.path("address"), errors);
    Tokens tokens = new Tokens(tokens(tree.path("tokens"), errors));
    OtlpAddress otlp = otlp(tree.path("otlp"), errors);
    refuse(errors);
    try {
      return new GatewaySettings(
          address == null ? inFile : address,
          texts(tree.path("names")),
          texts(tree.path("origins")),
          tls(tree.path("tls")),
          tree.path("behind_proxy").asBoolean(false),
          tree.path("read_only").asBoolean(false),
          tokens,
          false,
          IDLE,
          otlp);
    } catch (IllegalArgumentException refused) {
      String message = String.valueOf(refused.getMessage());
      String path = message.substring(0, message.indexOf(' '));
      throw new InvalidSettingsException(
          List.of(new BriefError(path, message.substring(path.length() + 1), null)));
    }
  }

  /**
   * The tokens of a file that is otherwise not complete yet.
   *
   * @throws InvalidSettingsException with everything that is wrong with it
   */
  public Tokens tokens(byte[] yamlOrJson) {
    List<BriefError> errors = new ArrayList<>();
    Tokens tokens = new Tokens(tokens(checked(yamlOrJson).path("tokens"), errors));
    refuse(errors);
    return tokens;
  }

  private JsonNode checked(byte[] yamlOrJson) {
    SettingsReader.Read read = reader.read(yamlOrJson);
    refuse(read.errors());
    return read.tree();
  }

  private static void refuse(List<BriefError> errors) {
    if (!errors.isEmpty()) {
      throw new InvalidSettingsException(errors);
    }
  }

  private static GatewayAddress address(JsonNode address, List<BriefError> errors) {
    try {
      return address.isTextual()
          ? GatewayAddress.parse(address.textValue())
          : GatewayAddress.DEFAULT;
    } catch (IllegalArgumentException refused) {
      errors.add(
          new BriefError(
              "address", "must be HOST:PORT, such as 127.0.0.1:9470", address.textValue()));
      return GatewayAddress.DEFAULT;
    }
  }

  private static @Nullable OtlpAddress otlp(JsonNode otlp, List<BriefError> errors) {
    try {
      return otlp.isTextual() ? OtlpAddress.parse(otlp.textValue()) : null;
    } catch (IllegalArgumentException refused) {
      errors.add(new BriefError("otlp", String.valueOf(refused.getMessage()), null));
      return null;
    }
  }

  private static List<Token> tokens(JsonNode tokens, List<BriefError> errors) {
    List<Token> read = new ArrayList<>();
    Set<String> digests = new HashSet<>();
    for (Map.Entry<String, JsonNode> one : tokens.properties()) {
      JsonNode token = one.getValue();
      String sha256 = token.path("sha256").asText();
      if (!digests.add(sha256)) {
        errors.add(
            new BriefError(
                "tokens." + one.getKey() + ".sha256",
                "must be of a token of its own: another name has the same",
                null));
      }
      List<String> lanes = new ArrayList<>();
      token.path("lanes").forEach(lane -> lanes.add(lane.asText()));
      TokenRole role = TokenRole.of(token.path("role").asText()).orElse(TokenRole.WATCHER);
      read.add(new Token(one.getKey(), sha256, role, lanes));
    }
    return read;
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new HashSet<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private GatewaySettings.@Nullable Tls tls(JsonNode tls) throws IOException {
    if (!tls.isObject()) {
      return null;
    }
    Path passwordFile = path(tls.path("password_file"));
    String password = new String(BoundedFile.read(passwordFile, 4096), StandardCharsets.UTF_8);
    return new GatewaySettings.Tls(path(tls.path("key_store")), password.stripTrailing());
  }

  private Path path(JsonNode path) {
    String text = path.asText();
    return text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
  }
}
