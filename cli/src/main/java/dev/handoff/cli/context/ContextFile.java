package dev.handoff.cli.context;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.brief.settings.SettingsReader;
import dev.handoff.file.BoundedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file of contexts: YAML or JSON, read strictly, all errors reported at once.
 *
 * @param otherwise the default context
 */
record ContextFile(List<Context> contexts, @Nullable String otherwise) {

  static final ContextFile NONE = new ContextFile(List.of(), null);

  private static final String RESOURCE = "config.schema.json";
  private static final int MAX_BYTES = 256 * 1024;

  ContextFile {
    contexts = List.copyOf(contexts);
  }

  /** The JSON Schema of the file, for editors. */
  static String schemaText() {
    try (InputStream in = ContextFile.class.getResourceAsStream(RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException lost) {
      throw new UncheckedIOException(RESOURCE + " must be readable from the class path", lost);
    }
  }

  /**
   * @param home what {@code ~} stands for
   * @throws InvalidSettingsException with all errors and their lines
   * @throws IOException if it cannot be read
   */
  static ContextFile read(Path file, Path home) throws IOException {
    byte[] text = BoundedFile.read(file, MAX_BYTES);
    try {
      return of(new SettingsReader(schemaText()).read(text), home);
    } catch (InvalidSettingsException refused) {
      throw refused.in(file.toString(), text);
    }
  }

  private static ContextFile of(SettingsReader.Read read, Path home) {
    JsonNode tree = read.tree();
    List<BriefError> errors = new ArrayList<>(read.errors());
    JsonNode otherwise = tree.path("default");
    if (errors.isEmpty() && otherwise.isTextual() && !isKnown(otherwise.textValue(), tree)) {
      errors.add(
          new BriefError(
              "default",
              "must be the name of a context in this file, or local",
              SettingsReader.shown(otherwise)));
    }
    if (!errors.isEmpty()) {
      throw new InvalidSettingsException(errors);
    }
    List<Context> contexts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : tree.path("contexts").properties()) {
      contexts.add(context(one.getKey(), one.getValue(), home));
    }
    return new ContextFile(contexts, otherwise.asText(null));
  }

  private static boolean isKnown(String name, JsonNode tree) {
    return name.equals(Context.LOCAL) || tree.path("contexts").has(name);
  }

  private static Context context(String name, JsonNode context, Path home) {
    return new Context(
        name,
        servers(context.path("bootstrap_servers")),
        path(context.path("command_config"), home),
        context.path("topic_prefix").asText(null),
        context.path("lane").asText(null),
        path(context.path("signing").path("key"), home),
        path(context.path("trust"), home));
  }

  private static String servers(JsonNode servers) {
    if (servers.isTextual()) {
      return servers.textValue();
    }
    List<String> each = new ArrayList<>();
    servers.forEach(server -> each.add(server.textValue()));
    return String.join(",", each);
  }

  private static @Nullable Path path(JsonNode path, Path home) {
    if (!path.isTextual()) {
      return null;
    }
    String text = path.textValue();
    return text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
  }
}
