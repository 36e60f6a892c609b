package dev.handoff.cli.console;

import dev.handoff.log.KafkaSettings;
import java.util.Optional;

/** What knows which cluster a command talks to. */
public interface Connected {

  /** Empty before it does. */
  Optional<KafkaSettings> connected();
}
