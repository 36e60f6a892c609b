package dev.handoff.log.lane;

import dev.handoff.job.JobId;
import dev.handoff.job.SomeEvents;
import dev.handoff.log.Installation;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One lane of a new installation, and its consumers. */
public final class TestLane implements AutoCloseable {

  static final String LANE = "standard";
  private static final Duration POLL = Duration.ofSeconds(2);

  private final KafkaSettings settings;
  private final RecordWriter writer;
  private final Lanes lanes;
  private final List<LaneConsumer> open = new ArrayList<>();

  public TestLane(TestBroker broker) {
    settings = Installation.setUp(broker, LANE);
    writer = new RecordWriter(settings);
    lanes = new Lanes(settings, writer);
  }

  public KafkaSettings settings() {
    return settings;
  }

  public LaneConsumer consumer(int slots) {
    LaneConsumer consumer = new LaneConsumer(settings, LANE, slots);
    open.add(consumer);
    return consumer;
  }

  public List<JobId> enqueue(int count) throws Exception {
    List<JobId> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JobId job = JobId.next(Instant.now(), 0);
      lanes.append(LANE, LaneRecord.first(job, SomeEvents.BRIEF)).get(30, TimeUnit.SECONDS);
      jobs.add(job);
    }
    return jobs;
  }

  /** The next delivery, which may take until the group has been joined. */
  static List<LaneDelivery> poll(LaneConsumer consumer, int free) {
    for (int tries = 0; tries < 10; tries++) {
      List<LaneDelivery> deliveries = consumer.poll(free, POLL);
      if (!deliveries.isEmpty()) {
        return deliveries;
      }
    }
    throw new AssertionError("no delivery came");
  }

  void append(ProducerRecord<String, byte[]> record) throws Exception {
    writer.append(record).get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    open.forEach(LaneConsumer::close);
    writer.close();
  }
}
