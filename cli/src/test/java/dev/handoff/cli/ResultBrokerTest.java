package dev.handoff.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ExecutableFile;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Fetches and applies results with real commands, a real broker, worker and git. */
@ExtendWith(BrokerExtension.class)
class ResultBrokerTest {

  private static final String BRIEF =
      """
      title: Tidy up
      goal: The file says new.
      scope: {repo: "%s", include: [file]}
      run: {command: "echo new > file; mkdir -p shots/deep; echo a > shots/a.png; printf '\\\\0' > shots/deep/b.png; printf '\\\\033[31mred\\\\n'; exit %d"}
      checks: [{name: it is new, run: "grep -q new file"}]
      artifacts: ["*.png"]
      output: [patch, report]
      """;

  @TempDir Path folder;

  private Commands handoff;
  private TestRepository repository;
  private String base;

  @BeforeEach
  void makeARepository(TestBroker broker) throws Exception {
    handoff = Commands.on(broker, folder);
    repository =
        TestRepository.in(folder.resolve("repository"))
            .with("file", "old\n")
            .with(".gitignore", "*.png\n");
    base = repository.commit();
  }

  private JobId done(int exit) throws Exception {
    try (Worker worker = handoff.worker(Map.of())) {
      assertThat(worker.running()).isNotNegative();
      JobId job = handoff.submit(BRIEF.formatted(repository.path(), exit));
      ProcessResult end = handoff.run("await", job.text(), "--timeout", "60s");
      assertThat(end.exit()).as(end.stdout() + end.stderr()).isEqualTo(exit);
      return job;
    }
  }

  private ProcessResult apply(JobId job, String... options) {
    List<String> words =
        new java.util.ArrayList<>(
            List.of("apply", job.text(), "--repo", repository.path().toString()));
    words.addAll(List.of(options));
    return handoff.run(words.toArray(String[]::new));
  }

  @Test
  void everythingOfACompletedJobCanBeFetchedAndApplied() throws Exception {
    JobId job = done(0);
    Path shots = folder.resolve("shots");
    Path patch = folder.resolve("job.patch");

    ProcessResult artifacts =
        handoff.run("result", job.text(), "--output", "artifacts", "--to", shots.toString());
    ProcessResult again =
        handoff.run("result", job.text(), "--output", "artifacts", "--to", shots.toString());
    ProcessResult file =
        handoff.run("result", job.text(), "--output", "patch", "--to", patch.toString());
    ProcessResult summary = handoff.run("result", job.text(), "--output", "summary");

    assertThat(artifacts.exit()).as(artifacts.stderr()).isZero();
    assertThat(shots.resolve("shots/a.png")).content().isEqualTo("a\n");
    assertThat(shots.resolve("shots/deep/b.png")).hasBinaryContent(new byte[] {0});
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.stderr()).contains("must be a new or an empty folder");
    assertThat(file.exit()).isZero();
    assertThat(patch).content().contains("-old\n+new\n");
    assertThat(summary.stdout())
        .contains("job        " + job + " Tidy up\n", "changes    1 file, +1 -1\n")
        .doesNotContain("\u001b")
        .contains("check      it is new: passed\n", "artifact   shots/a.png, 2 bytes")
        .contains("base       " + base);

    ProcessResult applied = apply(job);
    assertThat(applied.exit()).as(applied.stderr()).isZero();
    assertThat(repository.git("status", "--porcelain")).isEqualTo("M  file");
    assertThat(apply(job).stderr()).contains("changes of yours:\n  M file");
    repository.git("reset", "-q", "--hard");
    ProcessResult branch = apply(job, "--branch");
    assertThat(branch.stdout()).isEqualTo("handoff/tidy-up-" + job.suffix() + "\n");
    assertThat(repository.git("show", branch.stdout().strip() + ":file")).isEqualTo("new");
    assertPullRequest(job);
    assertGone(job);
  }

  private void assertPullRequest(JobId job) throws Exception {
    Path network = folder.resolve("network.git");
    repository.git("clone", "-q", "--bare", ".", network.toString());
    repository.git("remote", "add", "origin", "file://" + network);
    Path gh = folder.resolve("gh");
    ExecutableFile.write(
        gh,
        "#!/bin/sh\nprintf '%%s|' \"$@\" > %s/said; cat \"$3\" > %s/body; echo >> %s/asked; echo https://example.org/pull/9\n"
            .formatted(folder, folder, folder));

    ProcessResult broken = apply(job, "--pull-request", "--pull-request-command", "false {branch}");
    String command = gh + " {branch} {title} {body}";
    ProcessResult opened = apply(job, "--pull-request", "--pull-request-command", command);
    ProcessResult again = apply(job, "--pull-request", "--pull-request-command", command);

    assertThat(opened.exit()).as(opened.stderr()).isZero();
    assertThat(opened.stdout()).isEqualTo("https://example.org/pull/9\n");
    assertThat(again.exit()).as(again.stderr()).isZero();
    assertThat(again.stdout()).isEqualTo(opened.stdout());
    assertThat(Files.readAllLines(folder.resolve("asked"))).hasSize(1);
    String branch = "handoff/tidy-up-" + job.suffix();
    assertThat(folder.resolve("said")).content().startsWith(branch + "|Tidy up|");
    assertThat(folder.resolve("body"))
        .content()
        .startsWith("# Tidy up\n")
        .doesNotContain("## Result");
    assertThat(repository.git("ls-remote", "origin", "refs/heads/" + branch)).isNotEmpty();
    assertThat(broken.exit()).isEqualTo(1);
    assertThat(broken.stderr()).contains("was pushed to file://", "but false ended with 1");
  }

  private void assertGone(JobId job) throws Exception {
    String topic = handoff.kafka().topics().artifacts();
    try (Admin admin = handoff.kafka().admin()) {
      int partitions =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      for (int partition = 0; partition < partitions; partition++) {
        latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      admin
          .listOffsets(latest)
          .all()
          .get(30, TimeUnit.SECONDS)
          .forEach(
              (partition, end) -> {
                // The report was stored last, in one record.
                long kept = Math.max(0, end.offset() - 1);
                all.put(partition, RecordsToDelete.beforeOffset(kept));
              });
      admin.deleteRecords(all).all().get(30, TimeUnit.SECONDS);
    }
    Path to = folder.resolve("gone");

    ProcessResult patch =
        handoff.run("result", job.text(), "--output", "patch", "--to", to.toString());
    ProcessResult report = handoff.run("result", job.text());

    assertThat(patch.exit()).isEqualTo(4);
    assertThat(patch.stderr())
        .contains("is gone: it is past the retention", "What remains: report");
    assertThat(to).doesNotExist();
    assertThat(report.exit()).isZero();
    assertThat(report.stdout()).startsWith("# Tidy up\n\n**Completed.**");
    assertThat(apply(job).exit()).isEqualTo(4);
  }

  @Test
  void aFailedJobsChangesAreEvidenceAndNoResult() throws Exception {
    JobId job = done(1);

    ProcessResult refused = apply(job);
    ProcessResult applied = apply(job, "--even-if-failed");

    assertThat(refused.exit()).isEqualTo(5);
    assertThat(refused.stderr()).contains("did not complete: failed: run_failed");
    assertThat(applied.exit()).as(applied.stderr()).isZero();
    assertThat(Files.readString(repository.path().resolve("file"), UTF_8)).isEqualTo("new\n");
  }

  @Test
  void aJobThatHasNotEndedIsNotApplied() throws Exception {
    JobId job = handoff.submit(BRIEF.formatted(repository.path(), 0));

    assertThat(apply(job).exit()).isEqualTo(124);
    assertThat(handoff.run("apply", job.text(), "--repo", folder.toString()).exit()).isEqualTo(1);
    assertThat(handoff.run("result", job.text(), "--output", "artifacts").exit()).isEqualTo(2);
    assertThat(apply(job, "--branch", "--pull-request").exit()).isEqualTo(2);
  }
}
