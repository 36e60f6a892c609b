package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestBroker;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose commit is on no remote, with a worker that has no access to their repository. */
@ExtendWith(BrokerExtension.class)
class SourcesBrokerTest {

  private final Path folder;
  private final TestRepository repository;
  private final Commands commands;

  SourcesBrokerTest(TestBroker broker, @TempDir Path folder) throws Exception {
    this.folder = folder;
    repository = TestRepository.in(folder.resolve("repository")).with("page.txt", "colour\n");
    repository.commit();
    commands = Commands.on(broker, folder);
  }

  private String brief(String result) {
    return """
        goal: The page spells color the American way.
        scope: {repo: '%s', include: [page.txt]}
        run: {command: sed -i s/colour/color/ page.txt}
        checks: [{name: the page is as it must be, run: [grep, -x, '%s', page.txt]}]
        """
        .formatted(repository.path(), result);
  }

  /** Simulates that the repository is on another host from now on. */
  private void hideRepository() throws IOException {
    Files.move(repository.path(), folder.resolve("of-another-host"));
  }

  private void forgetSources() {
    ProcessRun.run(
        new ProcessBuilder("rm", "-rf", folder.resolve("work/repos").toString()),
        Duration.ofSeconds(30));
  }

  private ProcessResult await(JobId job) {
    return commands.run("await", job.text(), "--timeout", "120s");
  }

  @Test
  void aCommitThatWasNeverPushedIsWorkedOnAndARetryStillHasIt() throws Exception {
    JobId job = commands.submit(brief("color"));
    hideRepository();
    try (Worker worker = commands.worker(Map.of())) {
      ProcessResult await = await(job);
      forgetSources();
      ProcessResult retry = commands.run("retry", job.text(), "--background");
      ProcessResult again = await(new JobId(retry.stdout().strip()));

      assertThat(await.exit()).as(await.stdout() + await.stderr()).isZero();
      assertThat(again.exit()).as(again.stdout() + again.stderr()).isZero();
      assertThat(commands.run("brief", "show", job.text()).stdout()).doesNotContain("sources");
      Commands.awaitIdle(worker);
    }
  }

  @Test
  void aSnapshotIsWorkedOn() throws Exception {
    repository.with("page.txt", "colour of a tree\n").with("new.txt", "new\n");
    JobId job = commands.submit(brief("color of a tree"), "--dirty");
    hideRepository();
    try (Worker worker = commands.worker(Map.of())) {
      ProcessResult await = await(job);

      assertThat(await.exit()).as(await.stdout() + await.stderr()).isZero();
      Commands.awaitIdle(worker);
    }
  }
}
