package dev.handoff.log.artifact;

import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.Answers;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.MissingTopicException;
import dev.handoff.log.PollPace;
import dev.handoff.log.TailLoop;
import dev.handoff.log.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the chunks of one job's file as they are written, old ones first. One consumer, one
 * thread.
 */
public final class ArtifactTail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ArtifactTail.class);

  /** The first may answer a fetch that was sent before the caller began to wait. */
  private static final int POLLS_THAT_PROVE = 2;

  /** How often to check whether the cluster is away, in milliseconds. */
  private static final long LOOK = 200;

  private final KafkaSettings settings;
  private final JobId job;
  private final String name;
  private final Instant since;
  private final @Nullable Long from;
  private final java.util.function.Consumer<ArtifactChunk> onChunk;
  private final TailLoop loop;
  private final Runnable letGo = this::letGo;

  // Guarded by this. The file of a lease is complete once its bytes add up.
  private final Map<@Nullable String, Progress> told = new HashMap<>();
  private int emptyPolls;

  /** How much of one attempt's file was reported. */
  private record Progress(long firstOffset, long bytes) {}

  /** Reports the whole file. */
  public ArtifactTail(
      KafkaSettings settings, JobId job, String name, java.util.function.Consumer<byte[]> onBytes) {
    this(settings, job, name, job.submittedAt(), chunk -> onBytes.accept(chunk.bytes()));
  }

  /**
   * @param since earlier chunks are not reported
   */
  public ArtifactTail(
      KafkaSettings settings,
      JobId job,
      String name,
      Instant since,
      java.util.function.Consumer<ArtifactChunk> onChunk) {
    this(settings, job, name, since, null, onChunk);
  }

  /**
   * @param from the offset of the first chunk to report
   */
  public ArtifactTail(
      KafkaSettings settings,
      JobId job,
      String name,
      long from,
      java.util.function.Consumer<ArtifactChunk> onChunk) {
    this(settings, job, name, job.submittedAt(), from, onChunk);
  }

  private ArtifactTail(
      KafkaSettings settings,
      JobId job,
      String name,
      Instant since,
      @Nullable Long from,
      java.util.function.Consumer<ArtifactChunk> onChunk) {
    this.settings = settings;
    this.job = job;
    this.name = name;
    this.since = since.isBefore(job.submittedAt()) ? job.submittedAt() : since;
    this.from = from;
    this.onChunk = onChunk;
    this.loop =
        new TailLoop(
            "artifact-tail",
            settings.address(),
            settings::tailConsumer,
            PollPace.prompt(System.nanoTime()),
            new Follower());
    settings.address().onLoss(letGo);
  }

  public void start() {
    loop.start();
  }

  private void tell(ConsumerRecord<String, byte[]> record) {
    if (ChunkCodec.isOf(job, name, record)) {
      onChunk.accept(ChunkCodec.chunk(record));
      synchronized (this) {
        told.merge(
            ChunkCodec.lease(record),
            new Progress(record.offset(), record.value().length),
            (old, chunk) -> new Progress(old.firstOffset, old.bytes + chunk.bytes));
        notifyAll();
      }
    }
  }

  /** Whether every byte of the file was reported within {@code patience}. */
  public synchronized boolean awaitAll(Artifact file, Duration patience)
      throws InterruptedException {
    return awaitTrue(() -> isTold(file), patience);
  }

  /**
   * Whether everything on the log by now was reported within {@code patience}. Slower than {@link
   * #awaitAll}, which knows the size of the file.
   */
  public synchronized boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    emptyPolls = 0;
    return awaitTrue(() -> emptyPolls >= POLLS_THAT_PROVE, patience);
  }

  /** Time in which the cluster is away does not count: nothing can arrive then. */
  private synchronized boolean awaitTrue(BooleanSupplier condition, Duration patience)
      throws InterruptedException {
    long left = patience.toNanos();
    while (!condition.getAsBoolean() && left > 0) {
      long begin = System.nanoTime();
      wait(Math.max(1, Math.min(LOOK, TimeUnit.NANOSECONDS.toMillis(left))));
      left -= settings.address().isAway() ? 0 : System.nanoTime() - begin;
    }
    return condition.getAsBoolean();
  }

  private synchronized void notePoll(boolean wasEmpty) {
    emptyPolls = wasEmpty ? emptyPolls + 1 : 0;
    notifyAll();
  }

  private boolean isTold(Artifact file) {
    return told.values().stream()
        .anyMatch(one -> one.firstOffset == file.offset() && one.bytes >= file.bytes());
  }

  private void letGo() {
    loop.letGo();
  }

  @Override
  public void close() {
    settings.address().forget(letGo);
    loop.close();
  }

  private final class Follower implements TailLoop.Role {

    // Owned by the loop's thread.
    private @Nullable Long next;

    @Override
    public void place(Consumer<String, byte[]> consumer) {
      String topic = settings.topics().artifacts();
      int partitions = consumer.partitionsFor(topic).size();
      if (partitions == 0) {
        throw new MissingTopicException(topic, settings.place());
      }
      TopicPartition partition = new TopicPartition(topic, Topics.partitionOf(job, partitions));
      consumer.assign(List.of(partition));
      if (next != null) {
        consumer.seek(partition, next);
        return;
      }
      if (from != null) {
        consumer.seek(partition, from);
        return;
      }
      // The end is requested first: a chunk written between the two requests lies after it.
      long end = Answers.about(partition, consumer.endOffsets(List.of(partition)));
      OffsetAndTimestamp first =
          consumer.offsetsForTimes(Map.of(partition, since.toEpochMilli())).get(partition);
      consumer.seek(partition, first == null ? end : first.offset());
    }

    @Override
    public void tell(ConsumerRecords<String, byte[]> records, Consumer<String, byte[]> consumer) {
      for (ConsumerRecord<String, byte[]> record : records) {
        ArtifactTail.this.tell(record);
        next = record.offset() + 1;
      }
      boolean hasNothing =
          consumer.assignment().stream().allMatch(one -> consumer.currentLag(one).orElse(1) == 0);
      notePoll(records.isEmpty() && hasNothing);
    }

    @Override
    public boolean goesOnAfter(KafkaException failure) {
      LOG.warn("Cannot follow the {} of {}: {}", name, job, failure.getMessage());
      return false;
    }
  }
}
