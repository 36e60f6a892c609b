package dev.handoff.cli.options;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.Connected;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.context.Cluster;
import dev.handoff.cli.context.ClusterChoice;
import dev.handoff.cli.context.Contexts;
import dev.handoff.cli.context.Flags;
import dev.handoff.cli.context.Setting;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.local.LocalDefault;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.worker.configuration.Configuration;
import dev.handoff.worker.configuration.Configuration.Signing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The cluster of a command: from a flag, else variable, else context, else the local default. */
public final class ConnectionOptions implements Connected {

  @Option(
      names = "--context",
      paramLabel = "NAME",
      completionCandidates = ContextNames.class,
      order = HelpSection.CONNECTION,
      description =
          "Cluster to talk to, by its name in the file of contexts; local is the local default. Default: $"
              + ClusterChoice.CONTEXT_VARIABLE
              + ", else the choice of handoff context use.")
  private @Nullable String context;

  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      order = HelpSection.CONNECTION,
      description =
          "Kafka broker. Default: $"
              + ClusterChoice.BROKER_VARIABLE
              + ", else that of the context, else a local one, started as needed.")
  private @Nullable String bootstrapServer;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      order = HelpSection.CONNECTION,
      description = "Properties of the Kafka clients, such as the login.")
  private @Nullable Path commandConfig;

  @Option(
      names = "--command-property",
      paramLabel = "NAME=VALUE",
      order = HelpSection.CONNECTION,
      description = "One such property; wins over the file. Repeatable.")
  private Map<String, String> commandProperties = new HashMap<>();

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      order = HelpSection.CONNECTION,
      description = "Prefix of topic names. Default: " + Topics.DEFAULT_PREFIX + ".")
  private @Nullable String topicPrefix;

  @Mixin private SigningOptions signing;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private final LocalDefault local = LocalDefault.ofUser();

  // Determined once, so that all parts of a command use the same cluster.
  private @Nullable Cluster cluster;
  private @Nullable KafkaSettings connected;

  /**
   * The settings for that cluster; starts the local default if that is chosen.
   *
   * @throws IOException if a required file cannot be read
   */
  public KafkaSettings connect() throws IOException {
    Cluster cluster = cluster();
    if (cluster.isLocal() && signing.isGiven()) {
      throw new CommandException(
          ExitCode.USAGE,
          "--signing-key and --trust need --bootstrap-server: the local default's broker accepts"
              + " only its own user");
    }
    connected =
        cluster.isLocal()
            ? local.ensureRunning().inContext(cluster.context().value())
            : remote(cluster, Configuration.NONE.signing());
    return connected;
  }

  /** The chosen cluster, with the origin of each setting. */
  public Cluster cluster() throws IOException {
    if (cluster == null) {
      Map<String, String> config =
          commandConfig == null ? Map.of() : CommandConfig.read(commandConfig);
      Map<String, String> environment = System.getenv();
      cluster =
          new ClusterChoice(environment, Contexts.of(environment))
              .of(
                  new Flags(
                      context,
                      bootstrapServer,
                      commandConfig,
                      commandProperties,
                      config,
                      topicPrefix));
    }
    return cluster;
  }

  /** Whether the local default is chosen. */
  public boolean isLocal() throws IOException {
    return cluster().isLocal();
  }

  /**
   * The settings for that cluster; starts nothing. Empty for the local default if it does not run.
   */
  public Optional<KafkaSettings> ifThere() throws IOException {
    Cluster cluster = cluster();
    return cluster.isLocal()
        ? local.ifRunning().map(kafka -> kafka.inContext(cluster.context().value()))
        : Optional.of(remote(cluster, Configuration.NONE.signing()));
  }

  /** The signing key for it; none for the local default, whose broker is the user's own. */
  public Setting<Path> signingKey() throws IOException {
    return isLocal() ? cluster().signingKey() : signing.key(cluster().signingKey());
  }

  /** The trust file for it. */
  public Setting<Path> trust() throws IOException {
    return isLocal() ? cluster().trust() : signing.trust(cluster().trust());
  }

  /** The lane for briefs that name none. */
  public String lane() throws IOException {
    return cluster().lane().orThrow();
  }

  /** The cluster that this command is connected to; empty before that. */
  @Override
  public Optional<KafkaSettings> connected() {
    return Optional.ofNullable(connected);
  }

  /** The local default, to which {@link #connect} has connected if {@link #isLocal}. */
  public LocalDefault local() {
    return local;
  }

  /** Restarts the local default if it dies while this command waits. */
  public void keepRunning(Consumer<String> onStopped) {
    local.keepRunning(onStopped);
  }

  /** Ignores a stop of the local default from now on, since the command has its answer. */
  public void letStop() {
    local.letStop();
  }

  /**
   * The settings for a cluster that is not the local default.
   *
   * @param inFile settings for signatures from a file
   * @throws CommandException if none is named
   */
  public KafkaSettings connectRemote(Signing inFile) throws IOException {
    Cluster cluster = cluster();
    if (cluster.isLocal()) {
      throw new CommandException(
          ExitCode.USAGE,
          "no broker is named: give --bootstrap-server or $%s, or a context by --context or $%s"
              .formatted(ClusterChoice.BROKER_VARIABLE, ClusterChoice.CONTEXT_VARIABLE));
    }
    connected = remote(cluster, inFile);
    return connected;
  }

  private KafkaSettings remote(Cluster cluster, Signing inFile) throws IOException {
    Map<String, String> properties = new HashMap<>();
    if (cluster.commandConfig().value() != null) {
      properties.putAll(CommandConfig.read(cluster.commandConfig().value()));
    }
    properties.putAll(commandProperties);
    properties.put("bootstrap.servers", cluster.bootstrapServers().value());
    KafkaSettings kafka =
        new KafkaSettings(
                CommandConfig.withProviders(properties),
                new Topics(cluster.topicPrefix().orThrow()))
            .inContext(cluster.context().value())
            .with(signing.signatures(or(inFile, cluster)));
    warn(kafka);
    return kafka;
  }

  /** A worker's own file wins over the context. */
  private static Signing or(Signing inFile, Cluster cluster) {
    return new Signing(
        inFile.key() == null ? cluster.signingKey().value() : inFile.key(),
        inFile.trust() == null ? cluster.trust().value() : inFile.trust());
  }

  private void warn(KafkaSettings kafka) {
    Set<String> secrets = PlainSecrets.in(commandProperties);
    if (!secrets.isEmpty()) {
      say(
          "every user of this host can read %s on the command line; better refer to it: ${env:NAME}",
          secrets);
    }
    if (!kafka.withoutEffect().isEmpty()) {
      say("Handoff sets %s itself; the given value has no effect", kafka.withoutEffect());
    }
  }

  private void say(String warning, Set<String> names) {
    PrintWriter err = command.commandLine().getErr();
    err.println(PlainLine.one("handoff: warning: " + warning.formatted(String.join(", ", names))));
    err.flush();
  }
}
