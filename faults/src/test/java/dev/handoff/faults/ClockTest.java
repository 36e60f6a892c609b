package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.cli.Handoff;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.testkit.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Hosts whose clocks are wrong. Needs libfaketime (Debian: faketime), and is skipped where it is
 * not installed.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Tag("faults")
class ClockTest {

  private static final String LANE = "standard";

  @TempDir Path folder;

  @AutoClose private OneBroker one;

  @BeforeAll
  void startBroker(@TempDir Path ofBroker) {
    one = OneBroker.in(ofBroker);
  }

  @Test
  void aClockAnHourAheadIsRefusedAndOneAnHourBehindDoesNoHarm() throws Exception {
    Path library = library();
    try (Installation handoff = one.installation("workers")) {
      handoff.startAndAwait(WorkerStart.of("right", Map.of("other", 1)));

      try (JavaProcess ahead = start("ahead", clock(library, "+1h"), handoff);
          JavaProcess behind = start("behind", clock(library, "-1h"), handoff)) {
        ProcessResult refused = ahead.run().awaitExit(JavaProcess.DEADLINE);
        handoff.awaitServing(behind);
        JobId job = handoff.submit(LANE, 0.1);

        assertThat(refused.exit()).isEqualTo(125);
        assertThat(refused.stderr()).contains("this host's clock is more than 60 s ahead");
        assertThat(handoff.awaitEnd(job).status())
            .as("%s", handoff.awaitEnd(job))
            .isEqualTo(JobStatus.COMPLETED);
        assertThat(handoff.awaitEnd(job).lastAttempt().worker()).isEqualTo("behind");
        behind.terminate();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"+10m, 10 min ahead of", "-3d, behind"})
  void aSubmitFromAHostWithAWrongClockIsRefusedAndSaysByHowMuch(String offset, String difference)
      throws Exception {
    Path library = library();
    Path brief = Files.writeString(folder.resolve("brief.yaml"), "goal: g\nrun: {handler: none}\n");
    try (Installation handoff = one.installation("submit")) {
      handoff.startAndAwait(WorkerStart.of("right", Map.of(LANE, 1)));

      ProcessResult result =
          command(clock(library, offset), "task", "--background", brief.toString());

      assertThat(result.exit()).as(result.stderr()).isEqualTo(5);
      assertThat(result.stdout()).isEmpty();
      assertThat(result.stderr())
          .contains("nothing was submitted: this host's clock is", difference)
          .doesNotContain("unknown", "Exception");
    }
  }

  @Test
  void aCancelFromAHostTenMinutesAheadIsRefusedAndTheJobGoesOn() throws Exception {
    Path library = library();
    Path brief = Files.writeString(folder.resolve("brief.yaml"), "goal: g\nrun: {handler: none}\n");
    try (Installation handoff = one.installation("submit")) {
      handoff.startAndAwait(WorkerStart.of("right", Map.of(LANE, 1)));
      String job =
          command(Map.of(), "task", "--background", "--in", "2h", brief.toString())
              .stdout()
              .strip();

      ProcessResult refused = command(clock(library, "+10m"), "cancel", job);
      ProcessResult status = command(Map.of(), "status", job);

      assertThat(refused.exit()).as(refused.stderr()).isEqualTo(5);
      assertThat(refused.stderr())
          .contains(job + " was not asked to end: this host's clock is 10 min ahead of");
      assertThat(status.stdout()).contains("queued, due");
    }
  }

  private ProcessResult command(Map<String, String> environment, String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(
        1,
        List.of(
            "--command-config",
            one.broker().clientProperties().toString(),
            "--topic-prefix",
            "submit"));
    try (JavaProcess command = JavaProcess.start(environment, List.of(), Handoff.class, all)) {
      return command.run().awaitExit(JavaProcess.DEADLINE);
    }
  }

  private JavaProcess start(String id, Map<String, String> clock, Installation handoff) {
    return WorkerStart.of(id, Map.of(LANE, 1))
        .start(clock, one.broker(), "workers", handoff.folder());
  }

  private static Map<String, String> clock(Path library, String offset) {
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME",
        offset,
        "DONT_FAKE_MONOTONIC",
        "1",
        // Else every timed wait of the JVM returns at once, and keeps a core busy.
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0");
  }

  private static Path library() throws IOException {
    Optional<Path> found = Optional.empty();
    for (Path base : List.of(Path.of("/usr/lib"), Path.of("/usr/local/lib"))) {
      if (found.isEmpty() && Files.isDirectory(base)) {
        try (Stream<Path> files = Files.find(base, 4, (file, attributes) -> isLibrary(file))) {
          found = files.findFirst();
        }
      }
    }
    assumeTrue(
        found.isPresent(), "libfaketime is not installed (Debian: apt-get install faketime)");
    return found.get();
  }

  private static boolean isLibrary(Path file) {
    return file.getFileName().toString().equals("libfaketimeMT.so.1");
  }
}
