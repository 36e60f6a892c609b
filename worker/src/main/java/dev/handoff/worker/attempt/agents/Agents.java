package dev.handoff.worker.attempt.agents;

import dev.handoff.brief.Brief.RunAgent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps track of a worker's agents and which of them are available now. Checks them on its own
 * thread, {@code agents}: every few seconds whether program and log-in exist, and at longer
 * intervals, or when that has changed, whether the program starts.
 */
public final class Agents implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Agents.class);
  private static final Duration GLANCE = Duration.ofSeconds(3);
  private static final Duration VERSION_LIMIT = Duration.ofSeconds(10);
  private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long LOOK_AT_BROKEN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Map<String, Agent> agents = new LinkedHashMap<>();
  private final Map<String, String> environment;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          look -> {
            Thread thread = new Thread(look, "agents");
            thread.setDaemon(true);
            return thread;
          });

  // Owned by the checking thread.
  private final Map<String, Long> lookedAt = new LinkedHashMap<>();
  // Written by the checking thread; null until its first check.
  private volatile @Nullable Map<String, AgentOffer> offers;

  /**
   * @param environment of the worker
   * @throws IllegalArgumentException if two have the same name, or one has an invalid configuration
   */
  public Agents(List<AgentSettings> settings, Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    for (AgentSettings each : settings) {
      if (agents.put(each.name(), Agent.of(each)) != null) {
        throw new IllegalArgumentException(
            "an agent's name must be given once, got twice: " + each.name());
      }
    }
  }

  /**
   * Starts the checks.
   *
   * @param changed called on the checking thread after each check with a new result
   */
  public void start(Runnable changed) {
    looks.scheduleWithFixedDelay(() -> look(changed), 0, GLANCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(Runnable changed) {
    try {
      Map<String, AgentOffer> found = new LinkedHashMap<>();
      for (Agent agent : agents.values()) {
        AgentOffer offer = offer(agent.settings());
        found.put(offer.name(), offer);
      }
      if (!found.equals(offers)) {
        offers = found;
        LOG.info("Agents: {}", found.values());
        changed.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("Could not check the agents", e); // a thrown exception would end the checks
    }
  }

  private AgentOffer offer(AgentSettings settings) throws InterruptedException {
    Optional<String> objection = new AgentEnvironment(settings, environment).objection();
    if (objection.isPresent()) {
      lookedAt.remove(settings.name());
      return new AgentOffer(settings.name(), null, objection.get());
    }
    AgentOffer last = offers == null ? null : offers.get(settings.name());
    Long at = lookedAt.get(settings.name());
    long now = System.nanoTime();
    if (last != null && at != null) {
      long patience = last.isOffered() ? LOOK_NANOS : LOOK_AT_BROKEN_NANOS;
      if (now - at < patience) {
        return last;
      }
    }
    lookedAt.put(settings.name(), now);
    return new VersionProbe(environment, VERSION_LIMIT).ask(settings);
  }

  /** Checks all of them again soon. */
  public void lookAgain() {
    try {
      looks.execute(lookedAt::clear);
    } catch (RejectedExecutionException closed) {
      LOG.debug("No more looks: the worker stops");
    }
  }

  /** The present state; empty until the first check is over. */
  public Optional<List<AgentOffer>> offers() {
    return Optional.ofNullable(offers).map(all -> List.copyOf(all.values()));
  }

  public Optional<Agent> find(String name) {
    return Optional.ofNullable(agents.get(name));
  }

  /** Why that agent cannot run here now; returns at once. */
  public Optional<String> objection(String name) {
    Agent agent = agents.get(name);
    if (agent == null) {
      return Optional.of(
          agents.isEmpty()
              ? "is not offered by this worker, which has no agents"
              : "is not offered by this worker, which has: " + String.join(", ", agents.keySet()));
    }
    Optional<String> objection = new AgentEnvironment(agent.settings(), environment).objection();
    // Whether it starts is known from the last check only.
    AgentOffer offer = offers == null ? null : offers.get(name);
    return objection.isPresent() || offer == null
        ? objection
        : Optional.ofNullable(offer.problem());
  }

  /**
   * Validates what a brief asks of an agent.
   *
   * @throws IllegalArgumentException if no agent supports that
   */
  public static void check(RunAgent asked) {
    new AgentOptions(asked);
  }

  /** Its name and, once it is known, its version. */
  public String title(String name) {
    AgentOffer offer = offers == null ? null : offers.get(name);
    return offer == null || offer.version() == null ? name : name + " " + offer.version();
  }

  /** The variables that only the agent gets, including its log-in. */
  public Map<String, String> variables(Agent agent) {
    return new AgentEnvironment(agent.settings(), environment).variables();
  }

  /** Its program; empty if it is not installed. */
  public Optional<AgentProgram> program(Agent agent) {
    return new AgentEnvironment(agent.settings(), environment).program(agent.settings().command());
  }

  /** The folder of one run of it, to be created at that path. */
  public AgentHome home(Agent agent, java.nio.file.Path folder) {
    return new AgentHome(
        folder,
        new AgentEnvironment(agent.settings(), environment).files(),
        agent.settings().logIn().keepsRenewed());
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
