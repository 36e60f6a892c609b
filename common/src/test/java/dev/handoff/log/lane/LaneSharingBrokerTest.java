package dev.handoff.log.lane;

import static dev.handoff.log.lane.TestLane.LANE;
import static dev.handoff.log.lane.TestLane.poll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What several consumers take of one lane. */
@ExtendWith(BrokerExtension.class)
@Order(1)
class LaneSharingBrokerTest {

  /** More than twice the lock: what is not renewed would have come again. */
  private static final Duration QUIET = Duration.ofMillis(2_500);

  private final TestLane lane;

  LaneSharingBrokerTest(TestBroker broker) {
    lane = new TestLane(broker);
  }

  @AfterEach
  void close() {
    lane.close();
  }

  @Test
  void whatWasAcceptedDoesNotComeAgain() throws Exception {
    lane.enqueue(3);
    LaneConsumer first = lane.consumer(4);
    for (int i = 0; i < 3; i++) {
      poll(first, 1).forEach(first::accept);
    }
    first.close();
    JobId next = lane.enqueue(1).get(0);

    assertThat(poll(lane.consumer(4), 1))
        .extracting(delivery -> delivery.lane().job())
        .containsExactly(next);
  }

  @Test
  void whatWasNotAcceptedComesToAnotherOnceTheFirstHasLeft() throws Exception {
    JobId job = lane.enqueue(1).get(0);
    LaneConsumer first = lane.consumer(1);
    assertThat(poll(first, 1)).hasSize(1);

    first.close();

    List<LaneDelivery> again = poll(lane.consumer(1), 1);
    assertThat(again).extracting(delivery -> delivery.lane().job()).containsExactly(job);
    assertThat(again.get(0).isFresh()).isFalse();
  }

  @Test
  void renewingKeepsARecordPastItsLock() throws Exception {
    lockOfASecond();
    LaneConsumer holder = lane.consumer(1);
    lane.enqueue(1);
    LaneDelivery held = poll(holder, 1).get(0);
    JobId second = lane.enqueue(1).get(0);
    LaneConsumer other = lane.consumer(1);
    CompletableFuture<List<JobId>> others =
        CompletableFuture.supplyAsync(() -> takeUntilQuiet(other));

    while (!others.isDone()) {
      holder.renew(List.of(held));
    }

    assertThat(others.get())
        .as("the other looked, and was not given what is held")
        .containsExactly(second);
    holder.accept(held);
    holder.commit();
    holder.close();
    JobId third = lane.enqueue(1).get(0);
    assertThat(poll(other, 1))
        .as("what was renewed could be accepted")
        .extracting(delivery -> delivery.lane().job())
        .containsExactly(third);
  }

  @Test
  void twoConsumersShareALaneWithoutARecordTwice() throws Exception {
    List<JobId> jobs = lane.enqueue(40);
    LaneConsumer first = lane.consumer(2);
    LaneConsumer second = lane.consumer(2);

    List<JobId> taken = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture.allOf(
            CompletableFuture.runAsync(() -> take(first, taken, jobs.size())),
            CompletableFuture.runAsync(() -> take(second, taken, jobs.size())))
        .get(60, TimeUnit.SECONDS);

    assertThat(taken).containsExactlyInAnyOrderElementsOf(jobs);
  }

  /** Until both have taken so many: one that came twice would leave another out. */
  private static void take(LaneConsumer consumer, List<JobId> taken, int count) {
    while (taken.size() < count) {
      for (LaneDelivery delivery : consumer.poll(1, Duration.ofMillis(250))) {
        taken.add(delivery.lane().job());
        consumer.accept(delivery);
      }
    }
    consumer.commit();
  }

  private static List<JobId> takeUntilQuiet(LaneConsumer consumer) {
    List<JobId> taken = new ArrayList<>();
    for (List<LaneDelivery> next = poll(consumer, 1);
        !next.isEmpty();
        next = consumer.poll(1, QUIET)) {
      for (LaneDelivery delivery : next) {
        taken.add(delivery.lane().job());
        consumer.accept(delivery);
      }
    }
    return taken;
  }

  /** As with a broker whose operator chose a short lock. */
  private void lockOfASecond() throws Exception {
    ConfigResource group =
        new ConfigResource(ConfigResource.Type.GROUP, lane.settings().topics().laneGroup(LANE));
    AlterConfigOp set =
        new AlterConfigOp(
            new ConfigEntry("share.record.lock.duration.ms", "1000"), AlterConfigOp.OpType.SET);
    try (Admin admin = lane.settings().admin()) {
      admin.incrementalAlterConfigs(Map.of(group, List.of(set))).all().get(30, TimeUnit.SECONDS);
    }
  }
}
