package dev.handoff.cli.doctor.check;

import java.util.List;

/**
 * Whether the cluster has share groups, which serve the lanes.
 *
 * @param switchedOn active level of share.version; 0 if none
 * @param supported highest level that the brokers support; 0 if none
 */
public record FeaturesCheck(int switchedOn, int supported) implements Check {

  private static final String NAME = "features";

  @Override
  public List<Diagnosis> findings() {
    if (switchedOn > 0) {
      return List.of(Diagnosis.ok(NAME, "share groups are on (share.version " + switchedOn + ")"));
    }
    return List.of(
        supported > 0
            ? Diagnosis.failed(
                NAME,
                "share groups are off (share.version 0)",
                "kafka-features --bootstrap-server HOST:PORT upgrade --feature share.version=1")
            : Diagnosis.failed(
                NAME, "the brokers know no share groups", "upgrade them to Kafka 4.2 or newer"));
  }
}
