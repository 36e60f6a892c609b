package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.job.SomeEvents;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.WakeupException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
@Order(1)
class LaneConsumerBrokerTest {

  private static final String LANE = "standard";
  private static final Duration POLL = Duration.ofSeconds(2);

  /** Without news for so long there is nothing: joining the group alone takes under a second. */
  private static final Duration QUIET = Duration.ofMillis(2_500);

  private final KafkaSettings settings;
  private final RecordWriter writer;
  private final Lanes lanes;
  private final List<LaneConsumer> open = new ArrayList<>();

  LaneConsumerBrokerTest(TestBroker broker) {
    settings = Installation.setUp(broker, LANE);
    writer = new RecordWriter(settings);
    lanes = new Lanes(settings, writer);
  }

  @AfterEach
  void close() {
    open.forEach(LaneConsumer::close);
    writer.close();
  }

  @Test
  void takesOneRecordAtATimeInOrder() throws Exception {
    List<JobId> jobs = enqueue(5);
    LaneConsumer consumer = consumer(4);

    List<JobId> taken = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      List<LaneDelivery> deliveries = poll(consumer, 4);
      assertThat(deliveries).hasSize(1);
      taken.add(deliveries.get(0).lane().job());
      deliveries.forEach(consumer::accept);
    }

    assertThat(taken).isEqualTo(jobs);
  }

  @Test
  void neverTakesMoreThanAskedForAndTakesManyWhereItMay() throws Exception {
    enqueue(100);
    LaneConsumer consumer = consumer(32);

    List<Integer> sizes = new ArrayList<>();
    int taken = 0;
    for (int free : new int[] {32, 1, 15, 16, 31, 3, 32, 32, 32, 32, 32}) {
      if (taken < 100) {
        List<LaneDelivery> deliveries = poll(consumer, free);
        assertThat(deliveries).hasSizeLessThanOrEqualTo(free);
        sizes.add(deliveries.size());
        taken += deliveries.size();
        deliveries.forEach(consumer::accept);
        consumer.commit();
      }
    }

    assertThat(sizes).as("the batch of half the slots was used").contains(16);
  }

  @Test
  void whatWasAcceptedDoesNotComeAgain() throws Exception {
    enqueue(3);
    LaneConsumer first = consumer(4);
    for (int i = 0; i < 3; i++) {
      poll(first, 1).forEach(first::accept);
    }
    first.close();

    assertThat(pollQuietly(consumer(4))).isEmpty();
  }

  @Test
  void whatWasNotAcceptedComesToAnotherOnceTheFirstHasLeft() throws Exception {
    JobId job = enqueue(1).get(0);
    LaneConsumer first = consumer(1);
    assertThat(poll(first, 1)).hasSize(1);

    first.close();

    List<LaneDelivery> again = poll(consumer(1), 1);
    assertThat(again).extracting(delivery -> delivery.lane().job()).containsExactly(job);
    assertThat(again.get(0).isFresh()).isFalse();
  }

  @Test
  void aFirstDeliveryIsFreshAndKnowsItsOffset() throws Exception {
    enqueue(2);
    LaneConsumer consumer = consumer(1);
    List<LaneDelivery> first = poll(consumer, 1);
    first.forEach(consumer::accept);

    List<LaneDelivery> second = poll(consumer, 1);

    assertThat(first.get(0).offset()).isZero();
    assertThat(second.get(0).offset()).isOne();
    assertThat(second.get(0).isFresh()).isTrue();
    second.forEach(consumer::accept);
  }

  @Test
  void whatCannotBeReadIsDeliveredAsUnreadable() throws Exception {
    ProducerRecord<String, byte[]> garbage =
        new ProducerRecord<>(settings.topics().tasks(LANE), 0, "no-job", new byte[] {1, 2});
    writer.append(garbage).get(30, TimeUnit.SECONDS);
    JobId job = enqueue(1).get(0);
    LaneConsumer consumer = consumer(1);

    LaneDelivery unreadable = poll(consumer, 1).get(0);
    consumer.accept(unreadable);
    LaneDelivery readable = poll(consumer, 1).get(0);
    consumer.accept(readable);

    assertThat(unreadable.lane()).isNull();
    assertThat(unreadable.unreadable()).contains("job id must be").contains("no-job");
    assertThat(readable.lane().job()).isEqualTo(job);
    assertThat(readable.unreadable()).isNull();
  }

  @Test
  void renewingKeepsARecordPastItsLock() throws Exception {
    lockOfASecond();
    enqueue(1);
    LaneConsumer holder = consumer(1);
    LaneDelivery held = poll(holder, 1).get(0);
    LaneConsumer other = consumer(1);
    CompletableFuture<List<LaneDelivery>> others =
        CompletableFuture.supplyAsync(() -> pollQuietly(other));

    while (!others.isDone()) {
      holder.renew(List.of(held));
    }

    assertThat(others.get()).isEmpty();
    holder.accept(held);
    holder.commit();
    holder.close();
    assertThat(pollQuietly(other)).as("it was accepted after the renewals").isEmpty();
  }

  @Test
  void renewsEachRecordOfABatchThatIsStillHeld() throws Exception {
    List<JobId> jobs = enqueue(8);
    LaneConsumer consumer = consumer(16);
    List<LaneDelivery> batch = new ArrayList<>();
    while (batch.isEmpty()) {
      batch.addAll(poll(consumer, 16));
    }

    consumer.renew(batch);
    consumer.renew(batch);

    batch.forEach(consumer::accept);
    consumer.commit();
    List<JobId> taken = new ArrayList<>(jobs.subList(0, batch.size()));
    assertThat(batch).extracting(delivery -> delivery.lane().job()).isEqualTo(taken);
  }

  @Test
  void twoConsumersShareALaneWithoutARecordTwice() throws Exception {
    List<JobId> jobs = enqueue(40);
    LaneConsumer first = consumer(2);
    LaneConsumer second = consumer(2);

    CompletableFuture<List<JobId>> ofSecond =
        CompletableFuture.supplyAsync(() -> takeUntilQuiet(second));
    List<JobId> all = takeUntilQuiet(first);
    all.addAll(ofSecond.get(60, TimeUnit.SECONDS));

    assertThat(all).containsExactlyInAnyOrderElementsOf(jobs);
  }

  @Test
  void aWakeupEndsALongPoll() {
    LaneConsumer consumer = consumer(16);
    CompletableFuture<List<LaneDelivery>> poll =
        CompletableFuture.supplyAsync(() -> consumer.poll(16, Duration.ofSeconds(60)));

    consumer.wakeup();

    Assertions.assertThatThrownBy(() -> poll.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(WakeupException.class);
  }

  private static List<JobId> takeUntilQuiet(LaneConsumer consumer) {
    List<JobId> taken = new ArrayList<>();
    for (List<LaneDelivery> next = consumer.poll(1, QUIET);
        !next.isEmpty();
        next = consumer.poll(1, QUIET)) {
      for (LaneDelivery delivery : next) {
        taken.add(delivery.lane().job());
        consumer.accept(delivery);
      }
    }
    consumer.commit();
    return taken;
  }

  /** As with a broker whose operator chose a short lock. */
  private void lockOfASecond() throws Exception {
    ConfigResource group =
        new ConfigResource(ConfigResource.Type.GROUP, settings.topics().laneGroup(LANE));
    AlterConfigOp set =
        new AlterConfigOp(
            new ConfigEntry("share.record.lock.duration.ms", "1000"), AlterConfigOp.OpType.SET);
    try (Admin admin = settings.admin()) {
      admin.incrementalAlterConfigs(Map.of(group, List.of(set))).all().get(30, TimeUnit.SECONDS);
    }
  }

  private LaneConsumer consumer(int slots) {
    LaneConsumer consumer = new LaneConsumer(settings, LANE, slots);
    open.add(consumer);
    return consumer;
  }

  private List<JobId> enqueue(int count) throws Exception {
    List<JobId> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JobId job = JobId.next(Instant.now(), 0);
      lanes.append(LANE, LaneRecord.first(job, SomeEvents.BRIEF)).get(30, TimeUnit.SECONDS);
      jobs.add(job);
    }
    return jobs;
  }

  /** The next delivery, which may take until the group has been joined. */
  private static List<LaneDelivery> poll(LaneConsumer consumer, int free) {
    for (int tries = 0; tries < 10; tries++) {
      List<LaneDelivery> deliveries = consumer.poll(free, POLL);
      if (!deliveries.isEmpty()) {
        return deliveries;
      }
    }
    throw new AssertionError("no delivery came");
  }

  private static List<LaneDelivery> pollQuietly(LaneConsumer consumer) {
    return consumer.poll(1, QUIET);
  }
}
