package dev.handoff.cli.console;

import dev.handoff.log.KafkaSettings;
import java.util.Optional;

/** Knows the cluster that a command is connected to. */
public interface Connected {

  /** Empty before the command has connected. */
  Optional<KafkaSettings> connected();
}
