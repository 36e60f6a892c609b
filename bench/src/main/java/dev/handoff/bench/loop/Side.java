package dev.handoff.bench.loop;

import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.JavaProcess;
import dev.handoff.bench.process.WorkerMain;
import dev.handoff.log.KafkaSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The two sides of the comparison: the processes that do the work, and the sender. */
public enum Side {
  BARE("bare Kafka loop") {
    @Override
    public JavaProcess startFar(Stage stage, Path client, String prefix, int number, int slots)
        throws IOException {
      return JavaProcess.start(EchoMain.class, "512m", client, prefix, slots);
    }

    @Override
    void prepare(KafkaSettings kafka) throws Exception {
      BareLoop.createTopics(kafka);
    }

    @Override
    public Loop open(KafkaSettings kafka) throws Exception {
      BareLoop loop = new BareLoop(kafka);
      loop.awaitEcho();
      return loop;
    }
  },
  HANDOFF("handoff") {
    @Override
    public JavaProcess startFar(Stage stage, Path client, String prefix, int number, int slots)
        throws IOException {
      Path work = stage.folder().resolve("work-" + prefix + "-" + number);
      return JavaProcess.start(
          WorkerMain.class, "512m", client, prefix, "bench-" + number, slots, work);
    }

    @Override
    public Loop open(KafkaSettings kafka) {
      return new HandoffLoop(kafka, true);
    }
  };

  private final String label;

  Side(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  public abstract JavaProcess startFar(
      Stage stage, Path client, String prefix, int number, int slots) throws IOException;

  /** Called before anything starts. */
  void prepare(KafkaSettings kafka) throws Exception {}

  /** Opens the sender, once the processes that do the work are ready. */
  public abstract Loop open(KafkaSettings kafka) throws Exception;

  /** Starts so many processes that do the work; all are ready when it returns. */
  public List<JavaProcess> startFar(
      Stage stage, BrokerProcess broker, String prefix, int processes, int slots) throws Exception {
    prepare(broker.kafka(prefix));
    List<JavaProcess> far = new ArrayList<>();
    try {
      for (int number = 1; number <= processes; number++) {
        JavaProcess process = startFar(stage, broker.clientProperties(), prefix, number, slots);
        far.add(process);
        process.awaitReady();
      }
      return far;
    } catch (Exception e) {
      far.forEach(JavaProcess::close);
      throw e;
    }
  }
}
