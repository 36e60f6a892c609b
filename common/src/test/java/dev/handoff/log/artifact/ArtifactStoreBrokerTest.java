package dev.handoff.log.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.Installation;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.MissingTopicException;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.artifact.ArtifactStore.GoneException;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BrokerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArtifactStoreBrokerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Enough for chunks that are there, and all that a test spends on one that is not. */
  private static final Duration IMPATIENCE = Duration.ofSeconds(2);

  private final KafkaSettings settings;
  private final RecordWriter writer;
  private final ArtifactStore store;

  ArtifactStoreBrokerTest(TestBroker broker) {
    settings = Installation.setUp(broker);
    writer = new RecordWriter(settings);
    store = new ArtifactStore(settings, writer);
  }

  @AfterAll
  void close() {
    writer.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 262_144, 262_145, 3 * 1024 * 1024})
  void readsBackWhatWasWritten(int size) throws IOException {
    JobId job = newJob();
    byte[] content = content(size, size);

    Artifact artifact = write(job, "A", "patch", content);

    assertThat(read(job, artifact)).isEqualTo(content);
    assertThat(artifact.bytes()).isEqualTo(size);
    assertThat(artifact.sha256()).hasSize(64);
  }

  @Test
  void namesTheDigestThatEverybodyComputes() throws IOException {
    Artifact artifact = write(newJob(), "A", "x", "abc".getBytes(StandardCharsets.US_ASCII));

    assertThat(artifact.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void readsBackAPartOfABuffer() throws IOException {
    JobId job = newJob();
    ArtifactWriter log = store.open(job, 1, "A", "log");
    byte[] buffer = content(1000, 1);
    log.write(buffer, 10, 5);
    log.write(buffer, 990, 10);
    log.write(buffer, 3, 0);

    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.write(buffer, 10, 5);
    expected.write(buffer, 990, 10);
    assertThat(read(job, log.close())).isEqualTo(expected.toByteArray());
  }

  @Test
  void keepsApartWhatTwoLeasesWriteUnderOneName() throws IOException {
    JobId job = newJob();
    ArtifactWriter mine = store.open(job, 1, "A", "log");
    ArtifactWriter other = store.open(job, 1, "B", "log");
    ArtifactWriter next = store.open(job, 2, "C", "log");
    ArtifactWriter patch = store.open(job, 1, "A", "patch");
    for (int i = 0; i < 20; i++) {
      writeText(other, "other" + i);
      writeText(mine, "mine" + i);
      writeText(patch, "patch" + i);
      writeText(next, "next" + i);
    }

    assertThat(readText(job, mine.close())).startsWith("mine0mine1").endsWith("mine19");
    assertThat(readText(job, other.close())).startsWith("other0other1").endsWith("other19");
    assertThat(readText(job, next.close())).startsWith("next0next1").endsWith("next19");
    assertThat(readText(job, patch.close())).startsWith("patch0patch1").endsWith("patch19");
  }

  @Test
  void keepsApartWhatTwoJobsOfOnePartitionWrite() throws IOException {
    JobId first = newJob();
    JobId second = newJob();
    ArtifactWriter ofFirst = store.open(first, 1, "A", "log");
    ArtifactWriter ofSecond = store.open(second, 1, "A", "log");
    for (int i = 0; i < 5; i++) {
      writeText(ofSecond, "second");
      writeText(ofFirst, "first");
    }

    assertThat(readText(first, ofFirst.close())).isEqualTo("first".repeat(5));
    assertThat(readText(second, ofSecond.close())).isEqualTo("second".repeat(5));
  }

  @Test
  void tellsAFileThatIsNotWhatItsResultNames() throws IOException {
    JobId job = newJob();
    Artifact real = write(job, "A", "report", content(1000, 1));
    Artifact named = new Artifact(real.name(), real.bytes(), "0".repeat(64), real.offset());

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(job, named))
        .withMessageContaining("report of " + job + " is damaged")
        .withMessageContaining(real.sha256());
  }

  @Test
  void tellsAFileThatIsLongerThanItsResultSays() throws IOException {
    JobId job = newJob();
    Artifact real = write(job, "A", "report", content(1000, 1));
    Artifact named = new Artifact(real.name(), 999, real.sha256(), real.offset());

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read(job, named))
        .withMessageContaining("is damaged: 1000 bytes");
  }

  @Test
  void tellsAMissingChunk() throws IOException {
    JobId job = newJob();
    Artifact real = write(job, "A", "report", content(1000, 1));
    Artifact named = new Artifact(real.name(), 2000, real.sha256(), real.offset());

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> store.read(job, named, new ByteArrayOutputStream(), IMPATIENCE))
        .withMessageContaining("only 1000 of 2000 bytes came in time");
  }

  @Test
  void tellsAFileWhoseBeginningIsNotWhereTheResultSays() throws IOException {
    JobId job = newJob();
    Artifact real = write(job, "A", "report", content(600_000, 1));
    Artifact named = new Artifact(real.name(), real.bytes(), real.sha256(), real.offset() + 1);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> store.read(job, named, new ByteArrayOutputStream(), IMPATIENCE));
  }

  @Test
  void aFilePastRetentionIsGone(TestBroker other) throws Exception {
    KafkaSettings elsewhere = Installation.setUp(other);
    try (RecordWriter there = new RecordWriter(elsewhere);
        Admin admin = elsewhere.admin()) {
      ArtifactStore aged = new ArtifactStore(elsewhere, there);
      JobId job = newJob();
      Artifact first = write(aged, job, "patch", content(10, 1));
      Artifact second = write(aged, job, "report", content(10, 2));
      TopicPartition partition = new TopicPartition(elsewhere.topics().artifacts(), 0);
      admin
          .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(second.offset())))
          .all()
          .get(30, TimeUnit.SECONDS);

      assertThatExceptionOfType(GoneException.class)
          .isThrownBy(() -> aged.read(job, first, new ByteArrayOutputStream(), PATIENCE))
          .withMessageContaining("patch of " + job + " (10 bytes) is gone");
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      aged.read(job, second, kept, PATIENCE);
      assertThat(kept.toByteArray()).isEqualTo(content(10, 2));
      assertThat(aged.kept(job, List.of(first, second), PATIENCE)).containsExactly(second);
    }
  }

  @Test
  void saysWhichTopicIsMissing(TestBroker other) {
    KafkaSettings notSetUp = Installation.settings(other);
    ArtifactStore store = new ArtifactStore(notSetUp, null);
    Artifact artifact = new Artifact("patch", 1, "0".repeat(64), 0);

    assertThatExceptionOfType(MissingTopicException.class)
        .isThrownBy(() -> store.read(newJob(), artifact, new ByteArrayOutputStream(), IMPATIENCE))
        .withMessageContaining(other.topicPrefix() + ".artifacts");
  }

  @Test
  void namesNoFileThatWasNotStored() {
    RecordWriter closed = new RecordWriter(settings);
    ArtifactWriter file = new ArtifactStore(settings, closed).open(newJob(), 1, "A", "patch");
    closed.close();
    file.write(new byte[] {1}, 0, 1);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(file::close)
        .withMessageContaining("patch of task-")
        .withMessageContaining("could not be stored");
  }

  @Test
  void whatWasWrittenIsFoundThoughTheTopicHasGotMorePartitions(TestBroker broker) throws Exception {
    KafkaSettings growing = Installation.setUp(broker);
    int before = Installation.TOPICS.partitions();
    byte[] content = content(1000, 3);
    try (RecordWriter remembering = new RecordWriter(growing);
        Admin admin = growing.admin()) {
      ArtifactStore ofWorker = new ArtifactStore(growing, remembering);
      for (int partition = 0; partition < before; partition++) {
        JobId job = JobId.next(Instant.now(), partition);
        Artifact early = write(ofWorker, job, "patch", content);
        admin
            .createPartitions(
                Map.of(
                    growing.topics().artifacts(), NewPartitions.increaseTo(before + 1 + partition)))
            .all()
            .get(30, TimeUnit.SECONDS);

        Artifact late = write(ofWorker, job, "report", content);

        for (Artifact file : List.of(early, late)) {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          new ArtifactStore(growing, null).read(job, file, out, PATIENCE);
          assertThat(out.toByteArray()).isEqualTo(content);
        }
      }
    }
  }

  private Artifact write(JobId job, String lease, String name, byte[] content) throws IOException {
    ArtifactWriter file = store.open(job, 1, lease, name);
    file.write(content, 0, content.length);
    return file.close();
  }

  private static Artifact write(ArtifactStore store, JobId job, String name, byte[] content)
      throws IOException {
    ArtifactWriter file = store.open(job, 1, "A", name);
    file.write(content, 0, content.length);
    return file.close();
  }

  private static void writeText(ArtifactWriter file, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    file.write(bytes, 0, bytes.length);
  }

  private byte[] read(JobId job, Artifact artifact) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.read(job, artifact, out, PATIENCE);
    return out.toByteArray();
  }

  private String readText(JobId job, Artifact artifact) throws IOException {
    return new String(read(job, artifact), StandardCharsets.UTF_8);
  }

  private static byte[] content(int size, long seed) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static JobId newJob() {
    return JobId.next(Instant.now(), 0);
  }
}
