package dev.handoff.cli.worker;

import dev.handoff.cli.await.Interrupts;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.Version;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.log.KafkaSettings;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.configuration.Configuration;
import dev.handoff.worker.configuration.ConfigurationFile;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.metrics.MetricsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a worker in the foreground until it is stopped. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    subcommands = WorkerConfigCommand.class,
    description =
        "Run a worker until SIGTERM or Ctrl-C. It then takes no more jobs, lets running ones finish for the drain time (a second signal skips it) and gives the rest back.")
public final class WorkerCommand implements Callable<Integer> {

  @Mixin private ConnectionOptions connection;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      order = HelpSection.OPTIONS,
      description =
          "Settings of the worker; options win over it. Default: $XDG_CONFIG_HOME/handoff/worker.yaml if it exists.")
  private @Nullable Path config;

  @Option(
      names = "--id",
      paramLabel = "NAME",
      order = HelpSection.OPTIONS,
      description = "Unique name. Default: from host and process.")
  private @Nullable String id;

  @Option(
      names = "--lane",
      paramLabel = "NAME=SLOTS",
      order = HelpSection.OPTIONS,
      description = "Lane to serve and its slots. Repeatable. Default: quick, standard, long.")
  private Map<String, Integer> lanes = new LinkedHashMap<>();

  @Option(
      names = "--work-folder",
      paramLabel = "FOLDER",
      order = HelpSection.OPTIONS,
      description = "Folder for cached repositories and attempts.")
  private @Nullable Path workFolder;

  @Option(
      names = "--drain",
      paramLabel = "DURATION",
      order = HelpSection.OPTIONS,
      description = "Time for running jobs after a stop. Default: 30s.")
  private @Nullable Duration drain;

  @Option(
      names = "--beat",
      paramLabel = "DURATION",
      order = HelpSection.OPTIONS,
      description = "Time between heartbeats. Default: 3s.")
  private @Nullable Duration beat;

  @Option(
      names = "--lapse",
      paramLabel = "DURATION",
      order = HelpSection.OPTIONS,
      description =
          "Silence after which a job starts again elsewhere; the same for all workers of a cluster. Default: 10s.")
  private @Nullable Duration lapse;

  @Option(
      names = "--abandon",
      paramLabel = "DURATION",
      order = HelpSection.OPTIONS,
      description = "Outage of the broker that running jobs survive. Default: 60s.")
  private @Nullable Duration abandon;

  @Mixin private MetricsOption metrics;

  @Override
  public Integer call() throws Exception {
    ConfigurationFile files = new ConfigurationFile(System.getenv());
    Configuration file = config == null ? files.read() : files.read(config);
    KafkaSettings kafka = connection.connectRemote(file.signing());
    WorkerSettings settings = settings(file, files);
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicReference<@Nullable String> lockedOut = new AtomicReference<>();
    // For SIGHUP. The JVM exits when its shutdown hooks have ended; this one waits for the stop.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop, stopped), "signal"));
    try (Worker worker = new Worker(kafka, settings)) {
      Interrupts.onStop(stop::countDown, worker::skipDrain);
      worker.start();
      worker
          .lockedOut()
          .thenAccept(
              why -> {
                lockedOut.set(why);
                stop.countDown();
              });
      stop.await();
    } finally {
      stopped.countDown();
    }
    if (lockedOut.get() != null) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "the worker has stopped: for "
              + settings.lease().abandon().toSeconds()
              + " s the broker refused it, "
              + lockedOut.get()
              + ". Fix its login and start it again");
    }
    return ExitCode.COMPLETED;
  }

  /** Settings from the options, else from the file, else the defaults. */
  private WorkerSettings settings(Configuration file, ConfigurationFile files) throws IOException {
    String name = or(id, or(file.id(), defaultId()));
    Path given = workFolder != null ? workFolder : file.workFolder();
    Path folder = given != null ? given : files.home().resolve(Path.of(".cache", "handoff", name));
    WorkerSettings settings = file.over(WorkerSettings.of(name, folder));
    settings = settings.withDrain(or(drain, settings.drain()));
    settings = settings.withLease(leaseSettings(settings.lease()));
    settings =
        settings.withMetrics(
            new MetricsSettings(metrics.address(file.metrics()), Version.commit()));
    return lanes.isEmpty() ? settings : settings.withLanes(lanes);
  }

  private static <T> T or(@Nullable T given, T otherwise) {
    return given != null ? given : otherwise;
  }

  private LeaseSettings leaseSettings(LeaseSettings inFile) {
    try {
      return new LeaseSettings(
          or(beat, inFile.beat()), or(lapse, inFile.lapse()), or(abandon, inFile.abandon()));
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private static String defaultId() throws UnknownHostException {
    return InetAddress.getLocalHost().getHostName() + "-" + ProcessHandle.current().pid();
  }

  private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
