package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The local default permits carried files, since they stay with their user. */
@ExtendWith(SharedHandoffExtension.class)
class CarryProcessTest {

  @TempDir Path folder;

  @Test
  void aTaskAndItsRetryFindWhatIsCarried(HandoffProcess handoff) throws Exception {
    TestRepository repository =
        TestRepository.in(folder.resolve("repository")).with("page.txt", "old\n");
    repository.commit();
    repository.with("data.bin", "data\n");
    Path brief = folder.resolve("brief.yaml");
    Files.writeString(
        brief,
        """
        goal: The page is new.
        scope: {repo: '%s', include: [page.txt], carry: [data.bin]}
        run: {command: cp data.bin page.txt}
        checks: [{name: it is new, run: [cmp, data.bin, page.txt]}]
        """
            .formatted(repository.path()));

    ProcessResult task = handoff.run("task", brief.toString());
    Files.delete(repository.path().resolve("data.bin"));
    ProcessResult retry = handoff.run("retry", HandoffProcess.acceptedJob(task));

    assertThat(task.exit()).as(task.toString()).isZero();
    assertThat(task.stderr()).contains("Sent along with the job", "data.bin");
    assertThat(retry.exit()).as(retry.toString()).isZero();
  }
}
