package dev.handoff.cli.doctor;

import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;

/** An admin client whose close waits for no answer: it may never come. */
record ShortTimeoutAdmin(Admin client) implements AutoCloseable {

  static ShortTimeoutAdmin of(KafkaSettings kafka, Duration patience) {
    return new ShortTimeoutAdmin(kafka.admin(patience));
  }

  @Override
  public void close() {
    client.close(Duration.ZERO);
  }
}
