package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.JavaProcess;
import dev.handoff.bench.process.ProcessUse;
import dev.handoff.bench.process.WorkerMain;
import dev.handoff.log.Answers;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures what jobs cost the steward of an installation: memory, CPU, and the time in which a
 * second worker that gets a seat has read what a steward must know.
 */
final class StewardProbe implements AutoCloseable {

  private static final String HEAP_OF_A_WORKER = "1g";
  private static final int SLOTS = 2;
  private static final int QUIET_SECONDS = 5;
  private static final int MAX_LOOKS = 12;
  private static final double STILL_FALLING = 0.8;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long LOOK_MILLIS = 5;
  private static final Pattern SEATED =
      Pattern.compile("^handoff_worker_steward 1", Pattern.MULTILINE);

  /** A metric of the whole cluster; these are served once a steward has read the log. */
  private static final String CAUGHT_UP = "handoff_terminal_conflicts";

  private final Stage stage;
  private final BrokerProcess broker;
  private final String prefix;
  private final Admin admin;
  private final JavaProcess worker;
  private final HttpClient http = HttpClient.newHttpClient();

  StewardProbe(Stage stage, BrokerProcess broker, String prefix) throws IOException {
    this.stage = stage;
    this.broker = broker;
    this.prefix = prefix;
    this.admin = broker.kafka(prefix).admin();
    this.worker = startWorker("bench-1").awaitReady();
  }

  private JavaProcess startWorker(String id, Object... metricsAddress) throws IOException {
    Path work = stage.folder().resolve("work-" + prefix + "-" + id);
    Object[] arguments = {broker.clientProperties(), prefix, id, SLOTS, work};
    Object[] all = new Object[arguments.length + metricsAddress.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(metricsAddress, 0, all, arguments.length, metricsAddress.length);
    return JavaProcess.start(WorkerMain.class, HEAP_OF_A_WORKER, all);
  }

  /** Waits until the steward has read the whole log and knows so many live jobs. */
  void awaitTold(long live) throws Exception {
    await(() -> ask(WorkerMain.LIVE) == live && noted(true));
  }

  /** Waits until a successor would have nothing to read, since all jobs have ended. */
  void awaitNothingLeft() throws Exception {
    await(() -> ask(WorkerMain.LIVE) == 0 && noted(false));
  }

  private long ask(String question) {
    try {
      return worker.ask(question);
    } catch (IOException e) {
      throw new IllegalStateException("the worker does not answer", e);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the steward does not become idle");
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  /**
   * Whether the steward has committed the ends of the log.
   *
   * @param asTold as its own position; else as the beginning of its successor
   */
  private boolean noted(boolean asTold) {
    try {
      Map<TopicPartition, OffsetAndMetadata> notes =
          admin.listConsumerGroupOffsets(prefix + ".steward").partitionsToOffsetAndMetadata().get();
      if (notes.isEmpty()) {
        return false;
      }
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      notes.keySet().forEach(partition -> asked.put(partition, OffsetSpec.latest()));
      return admin.listOffsets(asked).all().get().entrySet().stream()
          .allMatch(
              end -> {
                OffsetAndMetadata note = Answers.about(end.getKey(), notes);
                long noted = asTold ? Long.parseLong(note.metadata()) : note.offset();
                return noted == end.getValue().offset();
              });
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot read the steward's committed offsets", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Bytes in use after a garbage collection. */
  long heap() throws IOException {
    return worker.ask(WorkerMain.HEAP);
  }

  /**
   * The percentage of one core while nothing happens, measured until it no longer falls.
   *
   * @param settling waits this long first: after the last event the steward reads the history of
   *     each waiting job once
   */
  double cpuWhileQuiet(Duration settling) throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(settling.toMillis());
    double before = cpu();
    double now = cpu();
    for (int look = 0; now < before * STILL_FALLING && look < MAX_LOOKS; look++) {
      before = now;
      now = cpu();
    }
    return now;
  }

  private double cpu() throws IOException, InterruptedException {
    ProcessUse before = ProcessUse.of(worker.pid());
    long start = System.nanoTime();
    TimeUnit.SECONDS.sleep(QUIET_SECONDS);
    double seconds = (System.nanoTime() - start) / 1e9;
    return 100 * (ProcessUse.of(worker.pid()).cpuSeconds() - before.cpuSeconds()) / seconds;
  }

  /**
   * The cost of a fresh worker.
   *
   * @param seconds from its seat until it had read the log
   * @param heap bytes in use then, after a collection
   */
  record Replay(double seconds, long heap) {}

  /** Starts a second worker, which gets one of the two seats and stops when it has read the log. */
  Replay replay() throws Exception {
    String address = "127.0.0.1:" + freePort();
    try (JavaProcess successor = startWorker("bench-2", address)) {
      HttpRequest figures =
          HttpRequest.newBuilder(URI.create("http://" + address + "/metrics")).build();
      awaitFigures(figures, SEATED);
      long seated = System.nanoTime();
      awaitFigures(figures, Pattern.compile(CAUGHT_UP));
      double seconds = (System.nanoTime() - seated) / 1e9;
      successor.awaitReady();
      return new Replay(seconds, successor.ask(WorkerMain.HEAP));
    }
  }

  private void awaitFigures(HttpRequest figures, Pattern pattern)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!pattern.matcher(text(figures)).find()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the second worker does not become a steward");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /** Empty while there is no answer. */
  private String text(HttpRequest figures) throws IOException, InterruptedException {
    try {
      return http.send(figures, BodyHandlers.ofString()).body();
    } catch (ConnectException notYet) {
      return "";
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    worker.close();
    admin.close();
  }
}
