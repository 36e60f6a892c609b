package dev.handoff.faults;

import dev.handoff.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Submits jobs at an even pace, though never more than the workers can soon have done, and strikes
 * workers and the broker at random moments.
 */
final class RandomFaults {

  private static final int WORKERS = 3;
  private static final int LEAST_BLOWS = 5;

  /** Twice as many as there are slots: the time to a restart is not that of a queue. */
  private static final int MAX_OPEN = 18;

  /** What happens to a worker or the broker, each as often as its weight says. */
  private enum Fault {
    KILL_WORKER(5),
    FREEZE_WORKER(4),
    STOP_WORKER(3),
    RESTART_BROKER(1),
    KILL_BROKER(1),
    FREEZE_BROKER(1);

    private final int weight;

    Fault(int weight) {
      this.weight = weight;
    }

    static Fault next(Random random) {
      List<Fault> urn = new ArrayList<>();
      for (Fault fault : values()) {
        urn.addAll(java.util.Collections.nCopies(fault.weight, fault));
      }
      return urn.get(random.nextInt(urn.size()));
    }
  }

  private record Death(String worker, Instant at) {}

  /** A blow, whoever it hit. */
  private record Blow(Instant at, Fault fault) {}

  private final BrokerProcess broker;
  private final Installation handoff;
  private final Random random;
  private final Map<WorkerStart, JavaProcess> workers = new LinkedHashMap<>();
  private final List<Death> deaths = new ArrayList<>();
  private final List<Blow> blows = new ArrayList<>();
  private final Map<Fault, Integer> counts = new TreeMap<>();
  private final List<CompletableFuture<JobId>> submits = new ArrayList<>();

  RandomFaults(BrokerProcess broker, Installation handoff, Random random) {
    this.broker = broker;
    this.handoff = handoff;
    this.random = random;
  }

  void startAll() {
    for (int number = 1; number <= WORKERS; number++) {
      WorkerStart start =
          WorkerStart.of("worker-" + number, Map.of("standard", 3)).withDrain("500ms");
      workers.put(start, handoff.start(start));
    }
    handoff.awaitAllServing();
    handoff.submit("standard", 0); // and so the producer knows the cluster before it suffers
  }

  /**
   * Returns when the time is over, though not before half of the jobs are submitted and some blows
   * have fallen: on a loaded host one restart may take as long as a short mix.
   */
  void run(int jobs, Duration length) throws InterruptedException {
    long begun = System.nanoTime();
    long nextFault = 0;
    for (long now = 0;
        now < length.toNanos() || submits.size() < jobs / 2 || blows.size() < LEAST_BLOWS;
        now = System.nanoTime() - begun) {
      while (submits.size() < jobs * (double) now / length.toNanos() && open() < MAX_OPEN) {
        submits.add(handoff.submitAsync("standard", 0.1 + random.nextInt(9) / 10.0));
      }
      if (now >= nextFault) {
        strike(Fault.next(random));
        nextFault = System.nanoTime() - begun + millis(500, 3000) * 1_000_000;
      }
      TimeUnit.MILLISECONDS.sleep(20); // the pace of the load
    }
  }

  private long open() {
    return submits.size() - handoff.ended() - unanswered();
  }

  private long millis(int least, int most) {
    return least + random.nextInt(most - least);
  }

  private void strike(Fault fault) throws InterruptedException {
    counts.merge(fault, 1, Integer::sum);
    blows.add(new Blow(Instant.now(), fault));
    System.out.println(Instant.now() + " " + fault);
    switch (fault) {
      case KILL_WORKER -> killWorker();
      case FREEZE_WORKER -> freezeWorker();
      case STOP_WORKER -> {
        WorkerStart start = anyWorker();
        running(start).terminate();
        restart(start);
      }
      case RESTART_BROKER -> {
        broker.stop();
        broker.start();
      }
      case KILL_BROKER -> {
        broker.kill();
        broker.start();
      }
      case FREEZE_BROKER -> {
        broker.freeze();
        TimeUnit.MILLISECONDS.sleep(millis(500, 4000));
        broker.wake();
      }
    }
  }

  /**
   * A worker that runs. One that starts while the broker is away for 30 s gives up, as it should,
   * and whoever runs it starts it again.
   */
  private WorkerStart anyWorker() {
    WorkerStart start = List.copyOf(workers.keySet()).get(random.nextInt(WORKERS));
    if (!running(start).run().isAlive()) {
      restart(start);
    }
    return start;
  }

  private JavaProcess running(WorkerStart start) {
    return Objects.requireNonNull(workers.get(start), "every worker was started");
  }

  private void killWorker() {
    WorkerStart start = anyWorker();
    deaths.add(new Death(start.id(), Instant.now()));
    System.out.println("  of " + start.id());
    running(start).kill();
    restart(start);
  }

  private void freezeWorker() throws InterruptedException {
    WorkerStart start = anyWorker();
    deaths.add(new Death(start.id(), Instant.now()));
    System.out.println("  of " + start.id());
    running(start).freeze();
    TimeUnit.MILLISECONDS.sleep(millis(500, 5000));
    running(start).wake();
  }

  /** It is not waited for: a start is a moment to be struck in, too. */
  private void restart(WorkerStart start) {
    workers.put(start, handoff.start(start));
  }

  /** No more faults; every submit has told how it went. */
  void heal() {
    CompletableFuture.allOf(submits.toArray(CompletableFuture<?>[]::new))
        .exceptionally(failure -> null)
        .join();
    workers.keySet().stream()
        .filter(start -> !running(start).run().isAlive())
        .toList()
        .forEach(this::restart);
    handoff.awaitAllServing();
  }

  long unanswered() {
    return submits.stream().filter(CompletableFuture::isCompletedExceptionally).count();
  }

  Map<Fault, Integer> counts() {
    return counts;
  }

  /** The last blow to the worker before that time. */
  Optional<Instant> lastDeath(String worker, Instant before) {
    return deaths.stream()
        .filter(death -> death.worker().equals(worker) && death.at().isBefore(before))
        .map(Death::at)
        .max(Instant::compareTo);
  }

  /** What was struck between these times. */
  List<String> struck(Instant from, Instant until) {
    return blows.stream()
        .filter(blow -> !blow.at().isBefore(from) && blow.at().isBefore(until))
        .map(blow -> blow.fault().toString())
        .toList();
  }
}
