package dev.handoff.cli.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastJobsTest {

  private static final KafkaSettings HERE = cluster("here:9092", "handoff");

  @TempDir Path folder;
  private LastJobs last;

  @BeforeEach
  void open() {
    last = new LastJobs(new LocalFolder(folder.resolve("state")));
  }

  private static KafkaSettings cluster(String server, String prefix) {
    return new KafkaSettings(Map.of("bootstrap.servers", server), new Topics(prefix));
  }

  private static JobId job(int second) {
    return JobId.next(Instant.ofEpochSecond(1_800_000_000 + second), 1);
  }

  @Test
  void thereIsNoneBeforeTheFirst() throws Exception {
    assertThat(last.of(HERE)).isEmpty();
  }

  @Test
  void eachClusterHasItsOwn() throws Exception {
    JobId here = job(1);
    JobId there = job(2);

    last.remember(HERE, here);
    last.remember(cluster("there:9092", "handoff"), there);

    assertThat(last.of(HERE)).contains(here);
    assertThat(last.of(cluster("there:9092", "handoff"))).contains(there);
    assertThat(last.of(cluster("here:9092", "other"))).isEmpty();
  }

  @Test
  void theLocalDefaultIsTheSameClusterAtAnotherAddress() throws Exception {
    LocalFolder state = new LocalFolder(folder.resolve("state"));
    state.create();
    state.write(new LocalProcess(1, "here:9092", "build", Instant.EPOCH));
    JobId job = job(1);
    last.remember(HERE, job);

    state.write(new LocalProcess(2, "here:9093", "build", Instant.EPOCH));

    assertThat(last.of(cluster("here:9093", "handoff"))).contains(job);
    assertThat(last.of(HERE)).isEmpty();
  }

  @Test
  void theNewestIdStaysHoweverLateAnOlderOneIsNoted() throws Exception {
    JobId newer = job(2);
    last.remember(HERE, newer);

    last.remember(HERE, job(1));

    assertThat(last.of(HERE)).contains(newer);
  }

  @Test
  void whatIsNoIdIsAsNone() throws Exception {
    last.remember(HERE, job(1));
    try (var files = Files.list(folder.resolve("state").resolve("last-jobs"))) {
      for (Path file : files.toList()) {
        Files.writeString(file, "half of an i");
      }
    }

    assertThat(last.of(HERE)).isEmpty();
    JobId next = job(0);
    last.remember(HERE, next);
    assertThat(last.of(HERE)).contains(next);
  }

  @Test
  void ofManyInAnyOrderTheNewestIsTheLast() throws Exception {
    List<JobId> jobs = new ArrayList<>();
    for (int second = 0; second < 20; second++) {
      jobs.add(job(second));
    }
    JobId newest = jobs.get(19);
    Collections.rotate(jobs, 7);

    for (JobId job : jobs) {
      last.remember(HERE, job);
    }

    assertThat(last.of(HERE)).contains(newest);
  }

  @Test
  void threadsOfOneProcessWaitForOneAnother() {
    List<CompletableFuture<Void>> notes = new ArrayList<>();
    for (int second = 0; second < 40; second++) {
      JobId job = job(second);
      notes.add(CompletableFuture.runAsync(() -> note(job), task -> new Thread(task).start()));
    }

    assertThat(notes).allSatisfy(note -> assertThat(note).succeedsWithin(Duration.ofSeconds(30)));
  }

  private void note(JobId job) {
    try {
      last.remember(HERE, job);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
