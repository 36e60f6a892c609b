package dev.handoff.bench;

import dev.handoff.log.KafkaSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The two ways that are compared: what does the work, and what sends it. */
enum Side {
  BARE("bare Kafka loop") {
    @Override
    JavaProcess startFar(Stage stage, Path client, String prefix, int number, int slots)
        throws IOException {
      return JavaProcess.start(EchoMain.class, "512m", client, prefix, slots);
    }

    @Override
    void prepare(KafkaSettings kafka) throws Exception {
      BareLoop.createTopics(kafka);
    }

    @Override
    Loop open(KafkaSettings kafka) throws Exception {
      BareLoop loop = new BareLoop(kafka);
      loop.awaitEcho();
      return loop;
    }
  },
  HANDOFF("handoff") {
    @Override
    JavaProcess startFar(Stage stage, Path client, String prefix, int number, int slots)
        throws IOException {
      Path work = stage.folder().resolve("work-" + prefix + "-" + number);
      return JavaProcess.start(
          WorkerMain.class, "512m", client, prefix, "bench-" + number, slots, work);
    }

    @Override
    Loop open(KafkaSettings kafka) {
      return new HandoffLoop(kafka, true);
    }
  };

  private final String label;

  Side(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  abstract JavaProcess startFar(Stage stage, Path client, String prefix, int number, int slots)
      throws IOException;

  /** Before anything starts. */
  void prepare(KafkaSettings kafka) throws Exception {}

  /** When those who do the work are there. */
  abstract Loop open(KafkaSettings kafka) throws Exception;

  /** As many processes that do the work, all of them ready. */
  List<JavaProcess> startFar(
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
