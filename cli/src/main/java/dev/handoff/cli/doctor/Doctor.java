package dev.handoff.cli.doctor;

import dev.handoff.cli.context.Cluster;
import dev.handoff.cli.doctor.check.AnswerCheck;
import dev.handoff.cli.doctor.check.Background;
import dev.handoff.cli.doctor.check.Check;
import dev.handoff.cli.doctor.check.ContextCheck;
import dev.handoff.cli.doctor.check.Diagnosis;
import dev.handoff.cli.doctor.check.LocalCheck;
import dev.handoff.cli.doctor.check.ReachCheck;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.TopicSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;

/**
 * Probes everything that Handoff needs. Each probe has a time limit; all of them together take less
 * than 15 seconds, even if nothing answers.
 */
public final class Doctor {

  private static final Duration HOST = Duration.ofSeconds(8);
  private static final Duration ANSWER = Duration.ofSeconds(4);
  private static final Duration CLUSTER = Duration.ofMillis(6500);

  private final Map<String, String> environment;
  private final Path localFolder;
  private final Callable<@Nullable Background> local;

  /**
   * @param environment of this process
   * @param localFolder where the local default's worker works
   * @param local returns the local process; null if none runs
   */
  public Doctor(
      Map<String, String> environment, Path localFolder, Callable<@Nullable Background> local) {
    this.environment = Map.copyOf(environment);
    this.localFolder = localFolder;
    this.local = local;
  }

  /**
   * Examines this host and the cluster.
   *
   * @param kafka null if the local default is meant and does not run
   */
  public List<Diagnosis> examine(Cluster cluster, @Nullable KafkaSettings kafka)
      throws InterruptedException {
    return examine(new Probe("cluster", () -> cluster(cluster, kafka)));
  }

  /** Examines this host alone, because the choice of a cluster is invalid. */
  public List<Diagnosis> examine(String problem) throws InterruptedException {
    return examine(Probe.one("context", () -> new ContextCheck(null, problem)));
  }

  /** What keeps the local default from starting on this host; empty if nothing was found. */
  public List<Diagnosis> whyNoStart() throws InterruptedException {
    try (ProbeRunner looks = new ProbeRunner()) {
      return findings(
              looks.within(ANSWER, new HostProbes(environment, localFolder, local).ofStart()))
          .stream()
          .filter(finding -> finding.level() == Diagnosis.Level.FAILED)
          .toList();
    }
  }

  private List<Diagnosis> examine(Probe cluster) throws InterruptedException {
    try (ProbeRunner looks = new ProbeRunner()) {
      List<Probe> both = List.of(new Probe("host", () -> host(looks)), cluster);
      // Each has a limit of its own; this one is longer than both.
      return findings(looks.within(Duration.ofSeconds(14), both));
    }
  }

  private static List<Diagnosis> findings(List<Check> checks) {
    return checks.stream().flatMap(check -> check.findings().stream()).toList();
  }

  private List<Check> host(ProbeRunner looks) throws InterruptedException {
    return looks.within(HOST, new HostProbes(environment, localFolder, local).all());
  }

  private static List<Check> cluster(Cluster cluster, @Nullable KafkaSettings kafka)
      throws InterruptedException {
    List<Check> checks = new ArrayList<>();
    checks.add(new ContextCheck(cluster, null));
    if (cluster.isLocal()) {
      checks.add(new LocalCheck(kafka == null ? null : kafka.bootstrapServers()));
    }
    if (kafka != null) {
      try (ProbeRunner looks = new ProbeRunner()) {
        look(kafka, cluster.isLocal() ? TopicSettings.LOCAL : TopicSettings.DEFAULT, looks, checks);
      }
    }
    return checks;
  }

  /** Probes the cluster, and stops early if it cannot be reached or does not answer. */
  private static void look(
      KafkaSettings kafka, TopicSettings wanted, ProbeRunner looks, List<Check> checks)
      throws InterruptedException {
    List<String> servers =
        Arrays.stream(kafka.bootstrapServers().split(",")).map(String::strip).toList();
    ReachCheck reach = new ReachCheck("address", Connections.problems(servers));
    checks.add(reach);
    if (!reach.isAny()) {
      return;
    }
    AnswerCheck answer = answer(kafka);
    checks.add(answer);
    if (answer.problem() != null) {
      return;
    }
    Collection<String> advertised = new TreeSet<>(answer.brokers());
    advertised.removeAll(servers);
    List<Probe> all = new ArrayList<>(new ClusterProbes(kafka, wanted, ANSWER).all());
    all.add(Probe.one("broker", () -> new ReachCheck("broker", Connections.problems(advertised))));
    checks.addAll(looks.within(CLUSTER, all));
  }

  private static AnswerCheck answer(KafkaSettings kafka) throws InterruptedException {
    try (ShortTimeoutAdmin admin = ShortTimeoutAdmin.of(kafka, ANSWER)) {
      Admin client = admin.client();
      DescribeClusterResult cluster = client.describeCluster();
      Collection<Node> nodes = cluster.nodes().get();
      List<String> brokers = nodes.stream().map(node -> node.host() + ":" + node.port()).toList();
      return new AnswerCheck(cluster.clusterId().get(), brokers, null);
    } catch (ExecutionException e) {
      return new AnswerCheck(null, List.of(), problem(ProbeRunner.causeOf(e)));
    } catch (KafkaException e) {
      // "Failed to create new KafkaAdminClient" does not help; the cause names the wrong setting.
      return new AnswerCheck(null, List.of(), problem(e.getCause() == null ? e : e.getCause()));
    }
  }

  private static String problem(Throwable cause) {
    if (cause instanceof org.apache.kafka.common.errors.AuthenticationException) {
      return "it does not accept this user: " + cause.getMessage();
    }
    return cause instanceof org.apache.kafka.common.errors.TimeoutException
        ? "it can be reached, and gives no answer that Kafka would: it may want TLS or a login, or"
            + " none"
        : String.valueOf(cause.getMessage());
  }
}
