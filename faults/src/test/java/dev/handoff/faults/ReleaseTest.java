package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ExecutableFile;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.ReadOnlyFolder;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of a release, as somebody has it who has neither the sources nor Maven. */
@Tag("faults")
class ReleaseTest {

  /** The first start makes an archive of classes, which takes a busy host a minute. */
  private static final Duration DEADLINE = Duration.ofMinutes(4);

  private static final String BRIEF = "examples/migrate-categories/brief.yaml";

  @TempDir Path folder;

  private Path release;
  private Path home;
  private Path maven;
  private TestRepository repository;

  @BeforeEach
  void anUnpackedReleaseAndARepository() throws IOException {
    home = Files.createDirectories(folder.resolve("a home"));
    maven = Files.createDirectories(folder.resolve("maven"));
    ExecutableFile.write(maven.resolve("mvn"), "#!/bin/sh\n: >\"$0.called\"\nexit 1\n");
    release = unpack();
    repository = TestRepository.in(folder.resolve("a repository"));
    // By cp: a JVM in the C locale cannot spell the names of some posts.
    run("cp", "-R", "../examples", repository.path().toString());
    repository.commit();
  }

  private Path unpack() throws IOException {
    Path archive = Path.of(System.getProperty("handoff.archive"));
    assertThat(archive)
        .as("the archive of this build, which mvn verify -Pfaults makes before this test")
        .exists();
    Path programs = Files.createDirectories(folder.resolve("my programs"));
    run("tar", "-xzf", archive.toString(), "-C", programs.toString());
    try (Stream<Path> all = Files.list(programs)) {
      return all.toList().get(0).toRealPath();
    }
  }

  @Test
  void aReadOnlyReleaseRunsABriefOfAnotherRepositoryInAnEmptyHome() throws IOException {
    try (ReadOnlyFolder readOnly = ReadOnlyFolder.of(release)) {
      try {
        ProcessResult task = handoff("task", BRIEF);

        assertThat(task.exit()).as(task.toString()).isZero();
        assertThat(task.stdout()).startsWith("# Migrate category structure on all posts\n");
        assertThat(task.stderr())
            .contains("preparing quick starts")
            .doesNotContain("no class-data archive");
        assertThat(repository.git("branch", "--list", "handoff/*")).isNotEmpty();
        assertThatTheLocalProcessIsOfTheReleaseAndHasTheArchive(archiveOfClasses());
      } finally {
        ProcessResult stop = handoff("local", "stop");
        assertThat(stop.exit()).as(stop.toString()).isZero();
      }
      assertThatLaterStartsUseTheArchive();
      assertThat(readOnly.path().resolve("cache")).doesNotExist();
      assertThat(maven.resolve("mvn.called")).doesNotExist();
    }
  }

  private Path archiveOfClasses() throws IOException {
    try (Stream<Path> caches = Files.walk(home.resolve(".cache").resolve("handoff"))) {
      return caches.filter(file -> file.toString().endsWith(".jsa")).findFirst().orElseThrow();
    }
  }

  private void assertThatTheLocalProcessIsOfTheReleaseAndHasTheArchive(Path archive)
      throws IOException {
    String pid = handoff("local", "status").stdout().replaceAll("(?s).*pid +(\\d+).*", "$1");
    assertThat(Files.readString(Path.of("/proc", pid, "cmdline")).split("\0"))
        .contains("-XX:SharedArchiveFile=" + archive)
        .contains(release.resolve("lib").resolve("handoff.jar").toString());
  }

  /** With this option a JVM ends where it would else pass over an archive that it cannot use. */
  private void assertThatLaterStartsUseTheArchive() {
    ProcessResult version = handoff(Map.of("HANDOFF_JAVA_OPTIONS", "-Xshare:on"), "--version");

    assertThat(version.exit()).as(version.toString()).isZero();
    assertThat(version.stdout()).startsWith("handoff ").doesNotContain("unpackaged");
    assertThat(version.stderr()).isEmpty();
  }

  private ProcessResult handoff(String... arguments) {
    return handoff(Map.of(), arguments);
  }

  private ProcessResult handoff(Map<String, String> more, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder(release.resolve("bin/handoff").toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(repository.path().toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.matches("(HANDOFF|XDG)_.*"));
    environment.put("HOME", home.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("PATH", maven + ":" + environment.get("PATH"));
    environment.putAll(more);
    return ProcessRun.run(builder, DEADLINE);
  }

  private static void run(String... command) {
    ProcessResult result = ProcessRun.run(new ProcessBuilder(command), Duration.ofMinutes(1));
    assertThat(result.exit()).as(result.stderr()).isZero();
  }
}
