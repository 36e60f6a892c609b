package dev.handoff.cli.doctor;

import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.cli.context.Contexts;
import dev.handoff.cli.doctor.check.AgentsCheck;
import dev.handoff.cli.doctor.check.Background;
import dev.handoff.cli.doctor.check.Check;
import dev.handoff.cli.doctor.check.CredentialsCheck;
import dev.handoff.cli.doctor.check.DiskCheck;
import dev.handoff.cli.doctor.check.FileCheck;
import dev.handoff.cli.doctor.check.IsolationCheck;
import dev.handoff.cli.doctor.check.LauncherCheck;
import dev.handoff.cli.doctor.check.PortsCheck;
import dev.handoff.cli.doctor.check.ProcessSurroundings;
import dev.handoff.cli.doctor.check.ProgramCheck;
import dev.handoff.cli.doctor.check.RoomCheck;
import dev.handoff.cli.doctor.check.SecretsCheck;
import dev.handoff.cli.doctor.check.StateCheck;
import dev.handoff.cli.doctor.check.SurroundingsCheck;
import dev.handoff.file.FileErrorText;
import dev.handoff.job.GitEnvironment;
import dev.handoff.worker.ProductionCredentials;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.attempt.agents.AgentOffer;
import dev.handoff.worker.attempt.agents.AgentSettings;
import dev.handoff.worker.attempt.agents.Agents;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.disk.DiskRoom;
import dev.handoff.worker.attempt.order.AttemptSettings;
import dev.handoff.worker.configuration.Configuration;
import dev.handoff.worker.configuration.ConfigurationFile;
import dev.handoff.worker.secret.Redactor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The probes of this host, as a worker of this user would find it. */
final class HostProbes {

  private static final String ARCHIVE = "-XX:SharedArchiveFile=";
  private static final String PASSWORD_IN = "the password in ";
  private static final Pattern PROXY = Pattern.compile("(?i)(https?|all|no)_proxy");
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final int LEAST_GIT = 2;
  private static final int LEAST_BASH = 4;
  private static final List<String> BWRAP_TRIAL =
      List.of("bwrap", "--ro-bind", "/", "/", "--unshare-pid", "--proc", "/proc", "true");

  private final Map<String, String> environment;
  private final ConfigurationFile files;
  private final Path localFolder;
  private final Callable<@Nullable Background> local;

  /**
   * @param localFolder where the local default's worker works
   * @param local returns the local process; null if none runs
   */
  HostProbes(
      Map<String, String> environment, Path localFolder, Callable<@Nullable Background> local) {
    this.environment = environment;
    this.files = new ConfigurationFile(environment);
    this.localFolder = localFolder;
    this.local = local;
  }

  List<Probe> all() {
    return List.of(
        Probe.one("java", HostProbes::launcher),
        Probe.one("git", () -> program("git", LEAST_GIT)),
        Probe.one("bash", () -> program("bash", LEAST_BASH)),
        Probe.one("isolation", HostProbes::isolation),
        Probe.one("disk", this::disk),
        Probe.one("disk", this::room),
        Probe.one("folder", () -> StateCheck.of(state())),
        Probe.one("ports", PortsCheck::ofThisHost),
        new Probe("settings", this::settings),
        new Probe("gateway", this::gateway),
        Probe.one("credentials", this::credentials),
        Probe.one("secrets", this::secrets),
        Probe.one("agent", this::agents),
        new Probe("local", this::local));
  }

  /** The probes for what can keep the local default from starting. */
  List<Probe> ofStart() {
    return List.of(
        Probe.one("disk", this::room),
        Probe.one("folder", () -> StateCheck.of(state())),
        Probe.one("ports", PortsCheck::ofThisHost),
        Probe.one("settings", () -> file(files.worker(), files::read)));
  }

  private Path state() {
    return localFolder.toAbsolutePath().resolveSibling("");
  }

  private Check room() throws InterruptedException {
    return new RoomCheck(new BrokerRoom(state()).shortage().orElse(null));
  }

  private static Check launcher() throws IOException {
    Path home = Path.of(System.getProperty("java.home"));
    Optional<Path> archive =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith(ARCHIVE))
            .map(argument -> Path.of(argument.substring(ARCHIVE.length())))
            .filter(Files::exists)
            .findFirst();
    return new LauncherCheck(
        System.getProperty("java.version") + " at " + home,
        System.getProperty("handoff.build"),
        System.getProperty("handoff.release"),
        Files.isExecutable(home.resolve("bin").resolve("javac")),
        archive.isPresent() ? Files.size(archive.get()) : null);
  }

  private static Check program(String name, int least) throws IOException, InterruptedException {
    Optional<ProgramRun> run = ProgramRun.of(List.of(name, "--version"));
    return new ProgramCheck(name, run.map(ProgramRun::said).orElse(null), least);
  }

  private static Check isolation() throws IOException, InterruptedException {
    Optional<ProgramRun> bwrap = ProgramRun.of(BWRAP_TRIAL);
    return new IsolationCheck(
        Isolation.best(),
        bwrap.map(run -> run.exit() == 0 ? "" : run.said()).orElse(null),
        !isZero("/proc/sys/kernel/unprivileged_userns_clone")
            && !isZero("/proc/sys/user/max_user_namespaces")
            && !isOne("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"));
  }

  private static boolean isZero(String file) throws IOException {
    return is(file, "0");
  }

  private static boolean isOne(String file) throws IOException {
    return is(file, "1");
  }

  private static boolean is(String file, String value) throws IOException {
    Path path = Path.of(file);
    return Files.isReadable(path) && Files.readString(path).strip().equals(value);
  }

  private Check disk() throws IOException, InterruptedException {
    Configuration file = worker();
    Path folder = file.workFolder() == null ? localFolder : file.workFolder();
    Long least = file.limits().diskFree();
    Path there = BrokerRoom.existing(folder);
    DiskRoom room = new DiskRoom(there, least == null ? 0 : least);
    Optional<String> ofBytes = room.shortage(false);
    Optional<String> shortage = ofBytes.isPresent() ? ofBytes : room.shortageOfFiles(false);
    return new DiskCheck(folder, Files.getFileStore(there).getUsableSpace(), shortage.orElse(null));
  }

  private List<Check> settings() {
    Contexts contexts = Contexts.of(environment);
    List<Check> checks = new ArrayList<>();
    checks.add(file(contexts.file(), contexts::all));
    checks.add(file(files.submitter(), files::submitterPolicy));
    checks.add(file(files.worker(), files::read));
    return checks;
  }

  private List<Check> gateway() throws IOException {
    return new GatewayProbe(files.folder().resolve("gateway.yaml"), files.home(), ANSWER).look();
  }

  private interface Reading {
    Object read() throws IOException;
  }

  private static Check file(Path file, Reading reading) {
    try {
      reading.read();
      return new FileCheck(file, Files.exists(file), null);
    } catch (InvalidSettingsException e) {
      return new FileCheck(file, true, e.getMessage());
    } catch (IOException e) {
      return new FileCheck(file, true, "it cannot be read: " + FileErrorText.of(e));
    }
  }

  /** The worker's file; empty settings if it is invalid, which another probe reports. */
  private Configuration worker() throws IOException {
    try {
      return files.read();
    } catch (InvalidSettingsException told) {
      return Configuration.NONE;
    }
  }

  private Check credentials() throws IOException {
    AttemptSettings attempts = AttemptSettings.in(localFolder);
    return new CredentialsCheck(
        ProductionCredentials.in(attempts.environment()),
        worker().policy().allowsProductionCredentials());
  }

  private Check secrets() throws IOException {
    return new SecretsCheck(redactor(environment).summary());
  }

  private Redactor redactor(Map<String, String> variables) throws IOException {
    WorkerSettings settings = WorkerSettings.of("doctor", localFolder);
    AttemptSettings attempts = settings.attempts().withEnvironment(variables, name -> false);
    return worker().over(settings.withAttempts(attempts)).attempts().redactor();
  }

  private List<Check> local() throws Exception {
    Background process = local.call();
    if (process == null) {
      return List.of();
    }
    ProcessSurroundings surroundings = ProcessSurroundings.of(process.pid()).orElse(null);
    Set<String> names = new HashSet<>(takenFrom(environment));
    names.addAll(surroundings == null ? Set.of() : takenFrom(surroundings.environment()));
    return List.of(new SurroundingsCheck(process, surroundings, environment, names::contains));
  }

  /** Names of variables that are log-ins or secrets, or affect how remotes are reached. */
  private Set<String> takenFrom(Map<String, String> variables) throws IOException {
    Configuration file = worker();
    Set<String> names = new HashSet<>();
    redactor(variables).names().forEach(name -> names.add(name.replace(PASSWORD_IN, "")));
    for (AgentSettings agent : file.over(WorkerSettings.of("doctor", localFolder)).agents()) {
      names.addAll(agent.logIn().variables());
      names.add(String.valueOf(agent.logIn().homeVariable()));
      names.addAll(agent.env());
    }
    variables.keySet().stream()
        .filter(name -> PROXY.matcher(name).matches() || GitEnvironment.isAccess(name))
        .forEach(names::add);
    return names;
  }

  private Check agents() throws IOException, InterruptedException {
    Configuration file = worker();
    Set<String> named = file.agents().stream().map(AgentSettings::name).collect(Collectors.toSet());
    List<AgentSettings> tried = file.over(WorkerSettings.of("doctor", localFolder)).agents();
    CountDownLatch looked = new CountDownLatch(1);
    try (Agents agents = new Agents(tried, environment)) {
      agents.start(looked::countDown);
      looked.await();
      List<AgentOffer> offers = agents.offers().orElseThrow();
      return new AgentsCheck(offers, named);
    }
  }
}
