package dev.handoff.cli.context;

import dev.handoff.brief.Brief;
import dev.handoff.log.Topics;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the cluster: flag, else variable, else the context in use, else the local default.
 *
 * <p>For a broker that is named by a flag or a variable, a context chosen by something weaker is
 * ignored, so that the login of one cluster is never sent to another. With a context of the same
 * strength, the broker is another address of the cluster of that context.
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
   * @throws ContextException if the chosen context does not exist, or conflicts with other flags
   * @throws dev.handoff.brief.settings.InvalidSettingsException if the file of contexts is needed
   *     and invalid
   * @throws IOException if that file is needed and cannot be read
   */
  public Cluster of(Flags flags) throws IOException {
    Setting<String> context = context(flags);
    if (Context.LOCAL.equals(context.value())) {
      return local(flags, context);
    }
    Context named = context.isThere() ? contexts.named(context) : null;
    return new Cluster(
        context,
        broker(flags, context, named),
        new Setting<>(flags.commandConfig(), Flags.COMMAND_CONFIG)
            .or(in(named, Context::commandConfig)),
        new Setting<>(flags.topicPrefix(), Flags.TOPIC_PREFIX)
            .or(in(named, Context::topicPrefix))
            .or(Setting.byDefault(Topics.DEFAULT_PREFIX)),
        in(named, Context::lane).or(Setting.byDefault(Brief.DEFAULT_LANE)),
        in(named, Context::signingKey),
        in(named, Context::trust));
  }

  /** The name of the context alone, which need not exist. */
  public Setting<String> context(Flags flags) throws IOException {
    Setting<String> flag = Setting.given(flags.context(), Flags.CONTEXT);
    if (flag.isThere() || flags.broker().isThere()) {
      return flag;
    }
    Setting<String> variable = Setting.variable(environment, CONTEXT_VARIABLE);
    if (variable.isThere() || brokerVariable().isThere()) {
      return variable;
    }
    return contexts.inUse().orElse(Setting.byDefault(Context.LOCAL));
  }

  private Setting<String> broker(Flags flags, Setting<String> context, @Nullable Context named) {
    boolean isByFlag = context.origin().equals(Flags.CONTEXT);
    return flags
        .broker()
        .or(isByFlag ? Setting.none() : brokerVariable())
        .or(in(named, Context::bootstrapServers));
  }

  private Setting<String> brokerVariable() {
    return Setting.variable(environment, BROKER_VARIABLE);
  }

  private Cluster local(Flags flags, Setting<String> context) {
    refuse(flags.broker().isThere(), context, "a broker is named by a flag too");
    refuse(
        context.origin().equals("$" + CONTEXT_VARIABLE) && brokerVariable().isThere(),
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
          "the local default is chosen (context local, by %s), but %s: name a broker by %s or a context by %s"
              .formatted(context.origin(), why, Flags.BOOTSTRAP_SERVER, Flags.CONTEXT));
    }
  }

  private static <T> Setting<T> in(@Nullable Context context, Function<Context, @Nullable T> part) {
    if (context == null) {
      return Setting.none();
    }
    T value = part.apply(context);
    return value == null ? Setting.none() : new Setting<>(value, "context " + context.name());
  }
}
