package dev.handoff.log.lane;

import static dev.handoff.log.lane.TestLane.LANE;
import static dev.handoff.log.lane.TestLane.poll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class LaneConsumerBrokerTest {

  private final TestLane lane;

  LaneConsumerBrokerTest(TestBroker broker) {
    lane = new TestLane(broker);
  }

  @AfterEach
  void close() {
    lane.close();
  }

  @Test
  void takesOneRecordAtATimeInOrder() throws Exception {
    List<JobId> jobs = lane.enqueue(5);
    LaneConsumer consumer = lane.consumer(4);

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
    lane.enqueue(100);
    LaneConsumer consumer = lane.consumer(32);

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
  void aFirstDeliveryIsFreshAndKnowsItsOffset() throws Exception {
    lane.enqueue(2);
    LaneConsumer consumer = lane.consumer(1);
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
        new ProducerRecord<>(lane.settings().topics().tasks(LANE), 0, "no-job", new byte[] {1, 2});
    lane.append(garbage);
    JobId job = lane.enqueue(1).get(0);
    LaneConsumer consumer = lane.consumer(1);

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
  void renewsEachRecordOfABatchThatIsStillHeld() throws Exception {
    List<JobId> jobs = lane.enqueue(8);
    LaneConsumer consumer = lane.consumer(16);
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
  void aWakeupEndsALongPoll() {
    LaneConsumer consumer = lane.consumer(16);
    CompletableFuture<List<LaneDelivery>> poll =
        CompletableFuture.supplyAsync(() -> consumer.poll(16, Duration.ofSeconds(60)));

    consumer.wakeup();

    Assertions.assertThatThrownBy(() -> poll.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(WakeupException.class);
  }
}
