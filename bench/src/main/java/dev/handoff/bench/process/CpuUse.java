package dev.handoff.bench.process;

/**
 * The CPU time of JVMs by what it was spent on, which says more than jobs a second on a machine
 * that others use too.
 *
 * @param compiler seconds of the JIT compiler
 * @param collector seconds of garbage collection
 * @param rest seconds of all other threads
 * @param switches how often a thread gave up its core to wait; without those of threads that
 *     started and ended between two looks
 */
public record CpuUse(double compiler, double collector, double rest, double switches) {

  public static final CpuUse NONE = new CpuUse(0, 0, 0, 0);

  public double seconds() {
    return compiler + collector + rest;
  }

  public CpuUse plus(CpuUse other) {
    return new CpuUse(
        compiler + other.compiler,
        collector + other.collector,
        rest + other.rest,
        switches + other.switches);
  }

  public CpuUse minus(CpuUse other) {
    return plus(new CpuUse(-other.compiler, -other.collector, -other.rest, -other.switches));
  }
}
