package dev.handoff.cli.context;

import dev.handoff.brief.Brief;
import dev.handoff.log.Topics;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the cluster: flag, else variable, else the context in use, else the local default.
 *
 * <p>A broker that is named by a flag or a variable stands for itself: no context that something
 * weaker has chosen has a say in it, lest the login of one cluster be sent to another. Beside a
 * context of the same strength it is another way to that context's cluster.
 */
public final class ClusterChoice {

  public static final String CONTEXT_VARIABLE = "HANDOFF_CONTEXT";
  public static final String BROKER_VARIABLE = "HANDOFF_BOOTSTRAP_SERVER";

  private final Map<String, String> environment;
  private final Contexts contexts;

  public ClusterChoice(Map<String, String> environment, Contexts contexts) {
    this.environment = Map.copyOf(environment);
    this.contexts = contexts;
  }

  /**
   * @throws ContextException if the context that is chosen is none, or does not go with the rest
   * @throws dev.handoff.brief.InvalidSettingsException if the file of contexts is needed and wrong
   * @throws IOException if it is needed and cannot be read
   */
  public Cluster of(Flags flags) throws IOException {
    Setting<String> context = context(flags);
    if (Context.LOCAL.equals(context.value())) {
      return local(flags, context);
    }
    Context named = context.value() == null ? null : contexts.named(context);
    return new Cluster(
        context,
        broker(flags, context, named),
        first(
            flags.commandConfig(),
            Flags.COMMAND_CONFIG,
            named == null ? null : named.commandConfig(),
            named,
            null),
        first(
            flags.topicPrefix(),
            Flags.TOPIC_PREFIX,
            named == null ? null : named.topicPrefix(),
            named,
            Topics.DEFAULT_PREFIX),
        first(null, null, named == null ? null : named.lane(), named, Brief.DEFAULT_LANE),
        first(null, null, named == null ? null : named.signingKey(), named, null),
        first(null, null, named == null ? null : named.trust(), named, null));
  }

  /** The name of the context alone, whether or not there is one of that name. */
  public Setting<String> context(Flags flags) throws IOException {
    if (Flags.isGiven(flags.context())) {
      return new Setting<>(flags.context(), Flags.CONTEXT);
    }
    if (flags.broker().isPresent()) {
      return Setting.none();
    }
    if (Flags.isGiven(environment.get(CONTEXT_VARIABLE))) {
      return new Setting<>(environment.get(CONTEXT_VARIABLE), "$" + CONTEXT_VARIABLE);
    }
    if (brokerVariable().isPresent()) {
      return Setting.none();
    }
    return contexts.inUse().orElse(Setting.byDefault(Context.LOCAL));
  }

  private Setting<String> broker(Flags flags, Setting<String> context, Context named) {
    Optional<Setting<String>> flag = flags.broker();
    if (flag.isPresent()) {
      return flag.get();
    }
    boolean isByFlag = context.origin().equals(Flags.CONTEXT);
    Optional<Setting<String>> variable = isByFlag ? Optional.empty() : brokerVariable();
    if (variable.isPresent()) {
      return variable.get();
    }
    return named == null ? Setting.none() : new Setting<>(named.bootstrapServers(), origin(named));
  }

  private Optional<Setting<String>> brokerVariable() {
    String broker = environment.get(BROKER_VARIABLE);
    return Flags.isGiven(broker)
        ? Optional.of(new Setting<>(broker, "$" + BROKER_VARIABLE))
        : Optional.empty();
  }

  private Cluster local(Flags flags, Setting<String> context) {
    refuse(flags.broker().isPresent(), context, "a broker is named by a flag too");
    refuse(
        context.origin().equals("$" + CONTEXT_VARIABLE) && brokerVariable().isPresent(),
        context,
        "$" + BROKER_VARIABLE + " names a broker too");
    refuse(flags.topicPrefix() != null, context, Flags.TOPIC_PREFIX + " is for other clusters");
    refuse(flags.commandConfig() != null, context, Flags.COMMAND_CONFIG + " is for other clusters");
    refuse(
        !flags.properties().isEmpty(), context, Flags.COMMAND_PROPERTY + " is for other clusters");
    return new Cluster(
        context,
        Setting.none(),
        Setting.none(),
        Setting.byDefault(Topics.DEFAULT_PREFIX),
        Setting.byDefault(Brief.DEFAULT_LANE),
        Setting.none(),
        Setting.none());
  }

  private static void refuse(boolean isWrong, Setting<String> context, String why) {
    if (isWrong) {
      throw new ContextException(
          "the local default is meant (context local, by %s), and %s: name a broker by %s or a context by %s"
              .formatted(context.origin(), why, Flags.BOOTSTRAP_SERVER, Flags.CONTEXT));
    }
  }

  private static <T> Setting<T> first(
      T flag, String flagName, T inContext, Context context, T otherwise) {
    if (flag != null) {
      return new Setting<>(flag, flagName);
    }
    return inContext == null
        ? Setting.byDefault(otherwise)
        : new Setting<>(inContext, origin(context));
  }

  private static String origin(Context context) {
    return "context " + context.name();
  }
}
