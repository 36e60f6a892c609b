package dev.handoff.worker.attempt.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.TierOfThisHost;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a child sees of the host, and what it may write, where bwrap holds it. */
class SandboxTest {

  private static final Path HOME = Path.of(System.getProperty("user.home"));

  @TempDir Path folder;
  private AttemptFixture fixture;
  private Path beside;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    assumeTrue(fixture.isolation.hidesTheHost(), TierOfThisHost.NO_BWRAP);
    fixture.source.with("README.md", "readme\n");
    beside = Files.createDirectory(folder.resolve("beside"));
    Files.writeString(beside.resolve("secret"), "planted\n");
  }

  @AfterEach
  void nothingLives() {
    assertThat(fixture.living()).isEmpty();
  }

  private String logOf(String script) throws Exception {
    AttemptOutcome outcome = fixture.run(fixture.brief().changesOptional().run(script));
    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    return fixture.recorder.text("log");
  }

  @Test
  void wholeHostCanBeShownToAnotherUser() {
    ChildSettings settings =
        new ChildSettings(
            folder,
            Map.of(),
            new SandboxPaths(List.of(Path.of("/")), List.of(), List.of()),
            Optional.of(new JobUser(7)),
            ChildLimits.DEFAULT,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));

    assertThat(Sandbox.of(settings).options(List.of(), folder))
        .containsSequence("--ro-bind", "/", "/");
  }

  @Test
  void systemIsThereAndReadOnly() throws Exception {
    String log =
        logOf(
            "for each in / /usr /etc /sys /opt; do touch $each/new 2>&1 && echo written; done;"
                + " cat /etc/passwd | wc -l; git --version; id -u; : > /dev/null");

    assertThat(log).contains("git version").doesNotContain("written");
  }

  @Test
  void nothingButTheJobsOwnIsWritable() throws Exception {
    String log =
        logOf(
            "for each in . \"$HOME\" \"$TMPDIR\" /tmp /var/tmp /dev/shm \"$(dirname"
                + " $HANDOFF_SUMMARY)\"; do touch \"$each/mine\" && echo \"yes $each\"; done; rm"
                + " mine; cd \"$(dirname \"$HANDOFF_BRIEF\")\"; touch new brief.json; touch ../new"
                + " ../../new; ls -A . .. ../..");

    assertThat(log.lines().filter(line -> line.startsWith("yes "))).hasSize(7);
    assertThat(log)
        .contains("cannot touch 'new'", "cannot touch '../new'", "cannot touch '../../new'")
        .contains("brief.json")
        .doesNotContain("log.spool", "scratch", "worker.lock");
  }

  @Test
  void otherFoldersOfTheHostDoNotExist() throws Exception {
    String log =
        logOf(
            "ls -A /; for each in '%s' '%s'; do test -e \"$each\" && echo \"seen $each\"; done;"
                    .formatted(beside, folder.resolve("source"))
                + " find /home /root /run /srv /mnt -maxdepth 1 2>/dev/null | sed 's/^/there: /'");

    assertThat(log).contains("usr\n").doesNotContain("seen ");
    assertThat(log.lines().filter(line -> line.startsWith("there: ")))
        .map(line -> Path.of(line.substring("there: ".length())))
        .allMatch(this::leadsToWhatIsShown);
  }

  // The home's place, what the network's names are asked of, and where the programs are installed.
  private boolean leadsToWhatIsShown(Path path) {
    Set<Path> shown =
        new Toolchains(any -> false, any -> false)
            .of(fixture.settings.environment().getOrDefault("PATH", ""));
    shown.add(HOME);
    shown.add(HOME.resolve(".profile")); // the job's own
    shown.add(HOME.resolve(".zprofile"));
    for (String file : List.of("/etc/hosts", "/etc/resolv.conf", "/etc/localtime", "/etc/mtab")) {
      shown.add(real(Path.of(file)));
    }
    return shown.stream().anyMatch(each -> each.startsWith(path));
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException missing) {
      return path;
    }
  }

  @Test
  void filesOfTheRealHomeDoNotExist() throws Exception {
    Path file = fileOfTheRealHome();
    try {
      assertThat(logOf("ls -A '%s' ~; echo end".formatted(HOME)))
          .doesNotContain(file.getFileName().toString())
          .endsWith("end\n");
    } finally {
      Files.delete(file);
    }
  }

  private static Path fileOfTheRealHome() throws IOException {
    assumeTrue(Files.isWritable(HOME), "this user has no home that he may write: " + HOME);
    return Files.createTempFile(HOME, "handoff-test", ".conf");
  }

  @Test
  void whatOtherUsersMayNotReadInTheSystemIsClosed() throws Exception {
    assertThat(logOf("cat /etc/shadow /etc/gshadow; ls -A /etc/ssl/private; echo end"))
        .doesNotContain("root:")
        .endsWith("end\n");
  }

  // Written back as it is, so that nothing is changed should it succeed.
  @Test
  void kernelCannotBeSetOtherwise() throws Exception {
    String log =
        logOf(
            "for each in kernel/panic kernel/core_pattern vm/swappiness; do"
                + " cat /proc/sys/$each > value; cat value > /proc/sys/$each && echo \"set $each\";"
                + " done; rm value; mknod $TMPDIR/disk b 8 0 && echo made; mount -o remount,rw /usr"
                + " && echo mounted; echo end");

    assertThat(log).endsWith("end\n").doesNotContain("set ", "made", "mounted");
  }

  @Test
  void otherProcessesOfTheHostDoNotExist() throws Exception {
    String log = logOf("ls -d /proc/[0-9]* | wc -l; tr '\\0' ' ' < /proc/1/cmdline | head -c 7");

    assertThat(Integer.parseInt(log.substring(0, log.indexOf('\n')))).isLessThan(10);
    assertThat(log).endsWith("bash -p");
  }

  @Test
  void temporaryFolderIsFoundUnderThreeNamesAndIsTheAttempts() throws Exception {
    String log = logOf("echo a > /tmp/one; cat \"$TMPDIR/one\" /var/tmp/one");
    logOf("test ! -e /tmp/one && echo gone");

    assertThat(log).contains("a\na\n");
    assertThat(fixture.recorder.text("log")).isEqualTo("gone\n");
  }

  @Test
  void everyToolFindsTheSameHome() throws Exception {
    String named = "\"$(getent passwd \"$(id -u)\" | cut -d: -f6)\"";

    String log = logOf("touch %s/made; ls ~ && test ! -e ~/.ssh".formatted(named));

    assertThat(log).contains("made\n");
  }

  @Test
  void fileOfTheRealHomeCanBeOpenedByItsOwner() throws Exception {
    Path file = fileOfTheRealHome();
    try {
      Files.writeString(file, "mirror\n");
      fixture.settings =
          fixture.settings.withSandbox(new SandboxPaths(List.of(file), List.of(), List.of()));

      assertThat(logOf("cat ~/%s".formatted(file.getFileName()))).isEqualTo("mirror\n");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void gitWorksInTheTreeAndSummaryMayBeReplaced() throws Exception {
    String log =
        logOf(
            "git log --oneline | wc -l; git status --porcelain; git show HEAD:README.md;"
                + " echo '# All done' > /tmp/s; mv /tmp/s \"$HANDOFF_SUMMARY\"");

    assertThat(log).isEqualTo("1\nreadme\n");
    assertThat(fixture.recorder.text("report")).contains("All done");
  }

  @Test
  void pathsOfTheWorkersOwnerAreOpenedAndClosed() throws Exception {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Path hidden = Files.createDirectory(beside.resolve("hidden"));
    Files.writeString(hidden.resolve("key"), "private\n");
    fixture.settings =
        fixture.settings.withSandbox(
            new SandboxPaths(List.of(beside), List.of(shared), List.of(hidden)));

    String log =
        logOf(
            "cat '%s/secret' '%s/key'; echo x > '%s/secret'; echo written > '%s/out'; echo end"
                .formatted(beside, hidden, beside, shared));

    assertThat(log).startsWith("planted\n").contains("Read-only").doesNotContain("private");
    assertThat(shared.resolve("out")).hasContent("written");
  }

  @Test
  void aSingleChildCanBeGivenMoreThanTheOthers() throws Exception {
    Path login = Files.createDirectory(folder.resolve("login"));
    Path file = Files.writeString(login.resolve("token"), "t0ken\n");
    String script =
        "cat '%s' '%s/secret'; echo new > '%s'; echo x > '%s/secret'"
            .formatted(file, beside, file, beside);

    String log = output(script, List.of(Bind.writable(file), Bind.readOnly(beside)));
    String without = output(script, List.of());

    assertThat(log).startsWith("t0ken\nplanted\n").contains("Read-only");
    assertThat(without).doesNotContain("t0ken", "planted", "new\n");
    assertThat(file).hasContent("new");
  }

  private String output(String script, List<Bind> binds) throws Exception {
    Child child =
        new Child(
            List.of("sh", "-c", script),
            Path.of("/"),
            "",
            Map.of("PATH", System.getenv("PATH"), "HANDOFF_JOB_ID", fixture.job.text()),
            true,
            Duration.ofMinutes(1),
            Duration.ZERO,
            Files.createDirectories(folder.resolve("temporary")),
            binds);
    Supervisor.Containment hold =
        Supervisor.Containment.of(fixture.isolation, fixture.settings.children());
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    fixture.supervisor(hold, fixture.settings).run(child, output::write, () -> {});
    return output.toString(StandardCharsets.UTF_8);
  }
}
