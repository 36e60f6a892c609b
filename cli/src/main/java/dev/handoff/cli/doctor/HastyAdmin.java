package dev.handoff.cli.doctor;

import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;

/** An admin client whose close waits for no answer: it may never come. */
record HastyAdmin(Admin client) implements AutoCloseable {

  static HastyAdmin of(KafkaSettings kafka, Duration patience) {
    return new HastyAdmin(kafka.admin(patience));
  }

  @Override
  public void close() {
    client.close(Duration.ZERO);
  }
}
