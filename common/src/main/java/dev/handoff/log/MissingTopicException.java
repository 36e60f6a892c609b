package dev.handoff.log;

import org.apache.kafka.common.KafkaException;

/**
 * The topic does not exist: the cluster is not set up for Handoff, or it uses another topic prefix.
 */
public final class MissingTopicException extends KafkaException {

  private static final long serialVersionUID = 1L;

  public MissingTopicException(String topic, String place) {
    super(
        "there is no topic "
            + topic
            + " on "
            + place
            + ": run handoff setup or start a worker there once, or check the address and the topic prefix");
  }
}
