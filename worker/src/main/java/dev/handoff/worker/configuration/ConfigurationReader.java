package dev.handoff.worker.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.policy.Policy;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.brief.settings.SettingsReader;
import dev.handoff.file.BoundedFile;
import dev.handoff.worker.attempt.child.JobUser;
import dev.handoff.worker.configuration.Configuration.Limits;
import dev.handoff.worker.configuration.Configuration.Redact;
import dev.handoff.worker.configuration.Configuration.Sandbox;
import dev.handoff.worker.configuration.Configuration.Signing;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.metrics.MetricsAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the worker's file, YAML or JSON, strictly, and reports all errors at once.
 *
 * <p>Construction loads the schema, so keep the reader. Thread-safe.
 */
public final class ConfigurationReader {

  private static final String RESOURCE = "worker.schema.json";
  private static final int MAX_BYTES = 256 * 1024;

  private final SettingsReader reader = new SettingsReader(schemaText());
  private final Path home;

  /**
   * @param home what {@code ~} stands for
   */
  public ConfigurationReader(Path home) {
    this.home = home;
  }

  /** The JSON Schema of the file, for editors. */
  public static String schemaText() {
    try (InputStream in = ConfigurationReader.class.getResourceAsStream(RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException lost) {
      throw new UncheckedIOException(RESOURCE + " must be readable from the class path", lost);
    }
  }

  /**
   * @throws InvalidSettingsException with everything that is wrong with it
   * @throws IOException if the file cannot be read
   */
  public Configuration read(Path file) throws IOException {
    return read(bytesOf(file));
  }

  static byte[] bytesOf(Path file) throws IOException {
    return BoundedFile.read(file, MAX_BYTES);
  }

  /**
   * @throws InvalidSettingsException with everything that is wrong with it
   */
  public Configuration read(byte[] yamlOrJson) {
    SettingsReader.Read read = reader.read(yamlOrJson);
    Fields fields = new Fields(home);
    Configuration configuration = configuration(fields, read.tree());
    refuse(read, fields);
    return configuration;
  }

  /**
   * Reads a submitter's file, which has nothing but {@code policy: {…}}.
   *
   * @param otherwise has the values that the file leaves out
   * @throws InvalidSettingsException with everything that is wrong with it
   */
  Policy readPolicy(byte[] yamlOrJson, Policy otherwise) {
    SettingsReader.Read read = reader.read(yamlOrJson);
    Fields fields = new Fields(home);
    Policy policy = PolicyForm.read(fields, read.tree().path("policy"), otherwise);
    read.tree().fieldNames().forEachRemaining(field -> requirePolicy(field, fields));
    refuse(read, fields);
    return policy;
  }

  private static void requirePolicy(String field, Fields fields) {
    if (!field.equals("policy")) {
      fields.refuse(field, "is for a worker: this file may have only policy", null);
    }
  }

  private static void refuse(SettingsReader.Read read, Fields fields) {
    List<BriefError> errors = new ArrayList<>(read.errors());
    Set<String> known = new HashSet<>();
    errors.forEach(error -> known.add(error.path()));
    fields.errors().stream().filter(error -> !known.contains(error.path())).forEach(errors::add);
    if (!errors.isEmpty()) {
      throw new InvalidSettingsException(errors);
    }
  }

  private static Configuration configuration(Fields fields, JsonNode tree) {
    return new Configuration(
        fields.text(tree.path("id")),
        fields.map(tree.path("lanes"), (lane, slots) -> slots.isInt() ? slots.intValue() : null),
        fields.duration("drain", tree.path("drain")),
        lease(fields, tree.path("lease")),
        fields.path(tree.path("work_folder")),
        sandbox(fields, tree.path("sandbox")),
        limits(fields, tree.path("limits")),
        PolicyForm.read(fields, tree.path("policy"), Policy.DEFAULT),
        List.copyOf(
            fields
                .map(tree.path("agents"), (name, agent) -> AgentForm.read(fields, name, agent))
                .values()),
        redact(fields, tree.path("redact")),
        fields.command(tree.path("pull_request").path("command")),
        metrics(fields, tree.path("metrics").path("address")),
        new Signing(
            fields.path(tree.path("signing").path("key")), fields.path(tree.path("trust"))));
  }

  private static Sandbox sandbox(Fields fields, JsonNode sandbox) {
    JsonNode user = sandbox.path("user");
    return new Sandbox(
        fields.paths(sandbox.path("read")),
        fields.paths(sandbox.path("write")),
        user.isInt() && user.intValue() > 0 ? new JobUser(user.intValue()) : null);
  }

  private static Redact redact(Fields fields, JsonNode redact) {
    List<String> variables = fields.texts(redact.path("variables"), List.of());
    List<String> except = fields.texts(redact.path("except"), List.of());
    for (int i = 0; i < except.size(); i++) {
      if (variables.contains(except.get(i))) {
        fields.refuse(
            "redact.except[" + i + "]", "must not be in redact.variables too", except.get(i));
      }
    }
    return new Redact(variables, except, fields.paths(redact.path("values_from")));
  }

  private static LeaseSettings lease(Fields fields, JsonNode lease) {
    LeaseSettings otherwise = LeaseSettings.DEFAULT;
    try {
      return new LeaseSettings(
          fields.duration("lease.beat", lease.path("beat"), otherwise.beat()),
          fields.duration("lease.lapse", lease.path("lapse"), otherwise.lapse()),
          fields.duration("lease.abandon", lease.path("abandon"), otherwise.abandon()));
    } catch (IllegalArgumentException refused) {
      fields.refuse("lease", String.valueOf(refused.getMessage()), null);
      return otherwise;
    }
  }

  private static @Nullable MetricsAddress metrics(Fields fields, JsonNode address) {
    try {
      return address.isTextual() ? MetricsAddress.parse(address.textValue()) : null;
    } catch (IllegalArgumentException refused) {
      fields.refuse("metrics.address", "must be HOST:PORT or off", SettingsReader.shown(address));
      return null;
    }
  }

  private static Limits limits(Fields fields, JsonNode limits) {
    JsonNode processes = limits.path("processes");
    return new Limits(
        fields.size("limits.memory", limits.path("memory")),
        processes.isInt() ? processes.intValue() : null,
        fields.size("limits.file", limits.path("file")),
        fields.size("limits.disk_free", limits.path("disk_free")));
  }
}
