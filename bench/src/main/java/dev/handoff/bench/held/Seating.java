package dev.handoff.bench.held;

import dev.handoff.log.Answers;
import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.TopicPartition;

/** Finds out which workers are stewards, from the group of the seats. */
public final class Seating implements AutoCloseable {

  private static final int SEATS = 2;
  private static final int LOOK_MILLIS = 200;
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

  private final String group;
  private final Admin admin;

  public Seating(KafkaSettings kafka) {
    this.group = kafka.topics().seats();
    this.admin = kafka.admin();
  }

  /** The settings under which the group knows a worker by its id. */
  static KafkaSettings named(KafkaSettings kafka, String worker) {
    Map<String, String> properties = new HashMap<>(kafka.properties());
    properties.put("client.id", worker);
    return new KafkaSettings(properties, kafka.topics());
  }

  /** The worker of each seat, once both seats are held by workers of this set. */
  public Map<Integer, String> await(Set<String> living) throws Exception {
    long deadline = System.nanoTime() + PATIENCE;
    while (System.nanoTime() < deadline) {
      Map<Integer, String> held = held();
      Set<String> holders = Set.copyOf(held.values());
      if (held.size() == SEATS && holders.size() == SEATS && living.containsAll(holders)) {
        return held;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    throw new IllegalStateException("the seats are not held by two of " + living + ": " + held());
  }

  /** Empty while the group rebalances. */
  private Map<Integer, String> held()
      throws InterruptedException, ExecutionException, TimeoutException {
    ClassicGroupDescription description =
        Answers.about(group, admin.describeClassicGroups(List.of(group)).describedGroups())
            .get(30, TimeUnit.SECONDS);
    Map<Integer, String> held = new TreeMap<>();
    if (description.state() == ClassicGroupState.STABLE) {
      for (MemberDescription member : description.members()) {
        for (TopicPartition seat : member.assignment().topicPartitions()) {
          held.put(seat.partition(), member.clientId());
        }
      }
    }
    return held;
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
