package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Table;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.CpuMeter;
import dev.handoff.bench.process.CpuUse;
import dev.handoff.bench.process.JavaProcess;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The CPU time of each kind of process. */
record CpuByProcess(CpuUse sender, CpuUse workers, CpuUse broker) {

  static final CpuByProcess NONE = new CpuByProcess(CpuUse.NONE, CpuUse.NONE, CpuUse.NONE);

  CpuByProcess minus(CpuByProcess before) {
    return new CpuByProcess(
        sender.minus(before.sender), workers.minus(before.workers), broker.minus(before.broker));
  }

  CpuByProcess plus(CpuByProcess other) {
    return new CpuByProcess(
        sender.plus(other.sender), workers.plus(other.workers), broker.plus(other.broker));
  }

  CpuUse all() {
    return sender.plus(workers).plus(broker);
  }

  Map<String, CpuUse> byProcess() {
    Map<String, CpuUse> uses = new LinkedHashMap<>();
    uses.put("all", all());
    uses.put("sender", sender);
    uses.put("workers", workers);
    uses.put("broker", broker);
    return uses;
  }

  /** Microseconds a job in one line. */
  String text(int jobs) {
    double factor = 1e6 / jobs;
    CpuUse all = all();
    return "%.0f = sender %.0f + workers %.0f + broker %.0f; JIT %.0f, GC %.0f, rest %.0f"
        .formatted(
            all.seconds() * factor,
            sender.seconds() * factor,
            workers.seconds() * factor,
            broker.seconds() * factor,
            all.compiler() * factor,
            all.collector() * factor,
            all.rest() * factor);
  }

  /** Columns of a table: microseconds and voluntary context switches a job. */
  static Map<String, Object> columns(CpuUse use, int jobs) {
    double factor = 1e6 / jobs;
    return Table.row(
        "CPU us a job", use.seconds() * factor,
        "JIT", use.compiler() * factor,
        "GC", use.collector() * factor,
        "rest", use.rest() * factor,
        "switches a job", use.switches() / jobs);
  }

  /** What reads it. */
  record Meters(CpuMeter sender, List<CpuMeter> workers, CpuMeter broker) {

    static Meters of(JavaProcess sender, List<JavaProcess> workers, BrokerProcess broker) {
      return of(sender.pid(), workers, broker);
    }

    static Meters of(long sender, List<JavaProcess> workers, BrokerProcess broker) {
      return new Meters(
          CpuMeter.of(sender),
          workers.stream().map(worker -> CpuMeter.of(worker.pid())).toList(),
          CpuMeter.of(broker.pid()));
    }

    /** The use so far. */
    CpuByProcess read() throws IOException {
      CpuUse ofWorkers = CpuUse.NONE;
      for (CpuMeter worker : workers) {
        ofWorkers = ofWorkers.plus(worker.read());
      }
      return new CpuByProcess(sender.read(), ofWorkers, broker.read());
    }
  }
}
