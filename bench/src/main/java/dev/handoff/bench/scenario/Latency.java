package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Percentiles;
import dev.handoff.bench.figure.Scenario;
import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.figure.Table;
import dev.handoff.bench.loop.HandoffLoop;
import dev.handoff.bench.loop.Loop;
import dev.handoff.bench.loop.Side;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.JavaProcess;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.TopicSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures one job at a time, from before the submit until its end is received: a job for a handler
 * that does nothing, compared with the bare loop, in alternating blocks. Target: p50 at most 1.5
 * times that of the bare loop.
 */
public final class Latency implements Scenario {

  private static final int BLOCK = 200;
  private static final int WARM_UP_BLOCKS = 2;
  private static final int SLOTS = 2;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public List<Table> run(Stage stage) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(stage)) {
      List<JavaProcess> far = new ArrayList<>();
      try {
        far.addAll(Side.BARE.startFar(stage, broker, "latency", 1, SLOTS));
        far.addAll(Side.HANDOFF.startFar(stage, broker, "latency", 1, SLOTS));
        CpuByProcess.Meters meters =
            CpuByProcess.Meters.of(ProcessHandle.current().pid(), far, broker);
        return List.of(measure(stage, broker.kafka("latency"), meters));
      } finally {
        far.forEach(JavaProcess::close);
      }
    }
  }

  private static Table measure(Stage stage, KafkaSettings kafka, CpuByProcess.Meters meters)
      throws Exception {
    try (Loop bare = Side.BARE.open(kafka);
        Loop waitsFirst = new HandoffLoop(kafka, true);
        Loop waitsAfter = new HandoffLoop(kafka, false)) {
      List<Measured> all =
          List.of(
              new Measured(Side.BARE.label(), bare),
              new Measured("handoff, wait begun before submit", waitsFirst),
              new Measured("handoff, submit, then wait", waitsAfter));
      for (int block = -WARM_UP_BLOCKS; block < stage.sizes().blocks; block++) {
        for (Measured one : all) {
          CpuByProcess before = meters.read();
          for (int i = 0; i < BLOCK; i++) {
            long start = System.nanoTime();
            one.loop.send().get();
            if (block >= 0) {
              one.times.recordSince(start);
            }
          }
          if (block >= 0) {
            one.cpu = one.cpu.plus(meters.read().minus(before));
          }
        }
      }
      return table(all);
    }
  }

  private static Table table(List<Measured> all) {
    Percentiles bare = all.get(0).times;
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Measured one : all) {
      Map<String, Object> row = one.times.into(Table.row("one at a time", one.name));
      for (int percentile : new int[] {50, 90, 99}) {
        double ratio = one.times.millisAt(percentile) / bare.millisAt(percentile);
        row.putAll(Table.row("ratio p" + percentile, ratio));
      }
      row.putAll(CpuByProcess.columns(one.cpu.all(), (int) one.times.count()));
      rows.add(row);
    }
    return new Table(
        "latency: sent until told, with %d status partitions"
            .formatted(TopicSettings.LOCAL.partitions()),
        rows);
  }

  /** One kind of loop. Its CPU includes what idle processes of the other kinds used meanwhile. */
  private static final class Measured {
    private final String name;
    private final Loop loop;
    private final Percentiles times = new Percentiles();
    private CpuByProcess cpu = CpuByProcess.NONE;

    Measured(String name, Loop loop) {
      this.name = name;
      this.loop = loop;
    }
  }
}
