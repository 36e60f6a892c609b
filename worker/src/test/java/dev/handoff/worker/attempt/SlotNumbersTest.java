package dev.handoff.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.worker.attempt.child.SandboxPaths;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number that a job derives its ports from. */
class SlotNumbersTest {

  @TempDir Path folder;

  @Test
  void jobsAtOnceHaveDifferentNumbersAndALaterOneTheFirstAgain() throws Exception {
    AttemptFixture fixture = new AttemptFixture(folder);
    Path meeting = Files.createDirectory(folder.resolve("meeting"));
    fixture.settings =
        fixture.settings.withSandbox(new SandboxPaths(List.of(), List.of(meeting), List.of()));
    AttemptRunner runner = new AttemptRunner(fixture.settings, fixture.isolation);
    BriefBuilder both =
        fixture
            .brief()
            .changesOptional()
            .run(
                "touch %1$s/$HANDOFF_SLOT; until [ $(ls %1$s | wc -l) = 2 ]; do sleep 0.02; done"
                    .formatted(meeting));
    CompletableFuture<?> other = CompletableFuture.runAsync(() -> run(runner, both, 3));

    run(runner, both, 4);
    other.join();

    assertThat(names(meeting)).containsExactly("0", "1");
    run(
        runner,
        fixture.brief().changesOptional().run("touch %s/$HANDOFF_SLOT.later".formatted(meeting)),
        5);
    assertThat(names(meeting)).containsExactly("0", "0.later", "1");
  }

  private static void run(AttemptRunner runner, BriefBuilder brief, int partition) {
    JobId job = JobId.next(Instant.now(), partition);
    try {
      AttemptOutcome outcome =
          runner.run(
              new AttemptOrder(job, 1, brief.build(), new byte[0]),
              new Recorder(),
              new StopSignal());
      assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> names(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
