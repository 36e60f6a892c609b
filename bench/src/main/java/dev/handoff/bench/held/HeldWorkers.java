package dev.handoff.bench.held;

import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The worker processes, by id, of a scenario in which a process dies. */
public final class HeldWorkers implements AutoCloseable {

  private final Path folder;
  private final BrokerProcess broker;
  private final String prefix;
  private final Duration lapse;
  private final Map<String, JavaProcess> living = new LinkedHashMap<>();
  private int started;

  /**
   * @param lapse the beat keeps its default ratio to it
   */
  public HeldWorkers(Stage stage, BrokerProcess broker, String prefix, Duration lapse) {
    this.folder = stage.folder();
    this.broker = broker;
    this.prefix = prefix;
    this.lapse = lapse;
  }

  /**
   * Starts a worker and returns its id, which is also the name of its first lane. It takes jobs
   * when the next {@link #awaitReady} returns.
   */
  public String start(int slots, List<String> moreLanes) throws IOException {
    String id = "worker-" + ++started;
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(broker.clientProperties(), prefix, id, folder.resolve(id)));
    arguments.addAll(List.of(beat().toMillis(), lapse.toMillis(), id + "=" + slots));
    moreLanes.forEach(lane -> arguments.add(lane + "=" + slots));
    living.put(id, JavaProcess.start(HeldMain.class, "256m", arguments.toArray()));
    return id;
  }

  public Duration beat() {
    return lapse.multipliedBy(3).dividedBy(10);
  }

  public void awaitReady(List<String> workers) throws IOException {
    for (String worker : workers) {
      living(worker).awaitReady();
    }
  }

  private JavaProcess living(String worker) {
    return Objects.requireNonNull(living.get(worker), worker);
  }

  public Set<String> living() {
    return Set.copyOf(living.keySet());
  }

  /** Kills all of them at once like {@code kill -9}; returns when, by this process's clock. */
  public long kill(List<String> workers) {
    long now = System.nanoTime();
    workers.forEach(worker -> living(worker).signalKill());
    workers.forEach(worker -> living(worker).close());
    living.keySet().removeAll(workers);
    return now;
  }

  @Override
  public void close() {
    living.values().forEach(JavaProcess::close);
  }
}
