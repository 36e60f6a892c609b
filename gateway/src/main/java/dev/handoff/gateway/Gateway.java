package dev.handoff.gateway;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.brief.policy.Policy;
import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.access.HostRules;
import dev.handoff.gateway.access.PeerUser;
import dev.handoff.gateway.access.TokenLimits;
import dev.handoff.gateway.http.About;
import dev.handoff.gateway.http.Api;
import dev.handoff.gateway.http.Backend;
import dev.handoff.gateway.http.Figures;
import dev.handoff.gateway.http.RequestGuard;
import dev.handoff.gateway.http.TemporaryFiles;
import dev.handoff.gateway.http.Write;
import dev.handoff.gateway.roll.Roll;
import dev.handoff.gateway.stream.Streams;
import dev.handoff.gateway.submit.Producers;
import dev.handoff.gateway.trace.OtlpAddress;
import dev.handoff.gateway.trace.TraceExport;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.feed.LogFeed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers over HTTP what stands on the log. Keeps nothing of its own: any number of gateways run
 * side by side, and a client may change from one to another.
 */
public final class Gateway implements AutoCloseable {

  /** Jobs that ended longer ago are not in lists; each of them is found by its id. */
  private static final Duration ROLL = Duration.ofDays(1);

  private final KafkaSettings kafka;
  private final GatewaySettings settings;
  private final Policy policy;
  private final Figures figures;
  private final About about;
  private final List<LogFeed.Listener> listeners;
  private final Pools pools = new Pools();

  // Guarded by this; null before the start.
  private @Nullable Awaiter awaiter;
  private @Nullable LogFeed feed;
  private @Nullable Streams streams;
  private @Nullable TemporaryFiles files;
  private @Nullable Producers producers;
  private @Nullable WebServer server;
  private @Nullable TraceExport traces;

  /**
   * @param policy of the submitters; the workers have their own
   * @param about for agents
   * @param listeners receive what stands on the log besides the gateway, such as those of the
   *     figures
   */
  public Gateway(
      KafkaSettings kafka,
      GatewaySettings settings,
      Policy policy,
      Figures figures,
      About about,
      List<LogFeed.Listener> listeners) {
    this.kafka = kafka;
    this.policy = policy;
    this.settings = settings;
    this.figures = figures;
    this.about = about;
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Begins to answer. Lists and {@code /readyz} wait until the log has been read.
   *
   * @return the address with the port that was found
   * @throws IOException if the address cannot be bound, or the certificate of {@code tls} cannot be
   *     used
   * @throws org.apache.kafka.common.KafkaException if the settings for Kafka are wrong
   */
  public synchronized GatewayAddress start() throws IOException {
    Roll roll = new Roll(Instant.now().minus(ROLL));
    List<LogFeed.Listener> all = new ArrayList<>(List.of(roll));
    all.addAll(listeners);
    Awaiter reader = new Awaiter(kafka);
    awaiter = reader;
    TraceExport exporting = traceExport(reader);
    traces = exporting;
    if (exporting != null) {
      all.add(exporting.listener());
    }
    LogFeed reading = LogFeed.since(kafka, roll.since(), all);
    feed = reading;
    roll.readBy(reading::statusStarts, reading::silence);
    reading.start(); // first, since everything else is there before it has read the log
    streams = new Streams(pools.prompt(), pools.clock());
    files = new TemporaryFiles();
    Backend backend =
        new Backend(
            kafka,
            reader,
            roll,
            streams,
            new TokenLimits(),
            files,
            pools.blocking(),
            pools.prompt(),
            pools.clock());
    producers = settings.isReadOnly() ? null : new Producers(kafka);
    Write write = new Write(producers, policy);
    Api api = new Api(backend, write, () -> problems(roll), served(exporting), about);
    HostRules hosts = new HostRules(settings.names(), settings.origins());
    PeerUser peers = settings.isOwnUsersAlone() ? PeerUser.ofThisProcess().orElse(null) : null;
    WebServer started =
        new WebServer(settings, new RequestGuard(hosts, settings.tokens(), peers, api.handler()));
    server = started;
    return started.start();
  }

  private @Nullable TraceExport traceExport(Awaiter reader) {
    OtlpAddress collector = settings.otlp();
    return collector == null
        ? null
        : new TraceExport(collector, about.version(), new JobTraces(reader)::of);
  }

  private Figures served(@Nullable TraceExport exporting) {
    return exporting == null ? figures : new TraceFigures(figures, exporting.counts());
  }

  private static List<String> problems(Roll roll) {
    return roll.isCaughtUp() ? List.of() : List.of("the log has not been read to its end yet");
  }

  /** Whether a client is connected, such as a page that somebody looks at. */
  public synchronized boolean isInUse() {
    return server != null && server.isInUse();
  }

  /** Ends all streams after what they have to send, and waits that are under way. */
  @Override
  public synchronized void close() throws IOException {
    if (streams != null) {
      streams.close();
    }
    if (awaiter != null) {
      awaiter.close();
    }
    if (server != null) {
      server.close();
    }
    if (producers != null) {
      producers.close();
    }
    if (feed != null) {
      feed.close();
    }
    if (traces != null) {
      traces.close();
    }
    pools.close();
    if (files != null) {
      files.close();
    }
    streams = null;
    awaiter = null;
    server = null;
    feed = null;
    files = null;
    producers = null;
    traces = null;
  }
}
