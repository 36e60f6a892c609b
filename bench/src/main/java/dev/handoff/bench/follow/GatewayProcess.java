package dev.handoff.bench.follow;

import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.process.HandoffCommand;
import dev.handoff.bench.process.ProcessUse;
import dev.handoff.file.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;

/** {@code handoff gateway} as people run it, with tokens for many streams. */
public final class GatewayProcess implements AutoCloseable {

  private static final int TOKENS = 20;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final Pattern USED = Pattern.compile("generation +total .*, used (\\d+)K");

  private final Process process;
  private final String url;
  private final List<String> tokens;
  private final Start start;

  /**
   * How long it took from the start of the command until the log had been read.
   *
   * @param cpuSeconds what the command used meanwhile
   */
  public record Start(double seconds, double cpuSeconds) {}

  private GatewayProcess(Process process, String url, List<String> tokens, Start start) {
    this.process = process;
    this.url = url;
    this.tokens = tokens;
    this.start = start;
  }

  /** Starts it; returns when it has read the log. */
  public static GatewayProcess start(Stage stage, HandoffCommand handoff) throws IOException {
    List<String> tokens = new ArrayList<>();
    StringBuilder file = new StringBuilder("address: 127.0.0.1:0\ntokens:\n");
    for (int i = 0; i < TOKENS; i++) {
      String token = "handoff_bench_token_of_follower_" + i;
      tokens.add(token);
      file.append("  t%d: {sha256: %s, role: watcher}\n".formatted(i, sha256(token)));
    }
    Path config = Files.writeString(stage.folder().resolve("gateway.yaml"), file);
    long start = System.nanoTime();
    Process process = handoff.startReading("gateway", "--config", config.toString());
    BufferedReader output = process.inputReader();
    String address = output.readLine();
    if (address == null) {
      throw new IOException("the gateway has not started");
    }
    String url = address.trim();
    while (!isReady(url)) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        process.destroy();
        throw new IOException("the gateway is not ready");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Start took = new Start(seconds, ProcessUse.of(process.pid()).cpuSeconds());
    return new GatewayProcess(process, url, tokens, took);
  }

  private static String sha256(String token) {
    return HexFormat.of().formatHex(Sha256.digest().digest(Utils.utf8(token)));
  }

  private static boolean isReady(String url) throws IOException {
    HttpURLConnection look =
        (HttpURLConnection) URI.create(url + "readyz").toURL().openConnection();
    try {
      return look.getResponseCode() == HttpURLConnection.HTTP_OK;
    } finally {
      look.disconnect();
    }
  }

  public Start started() {
    return start;
  }

  /** Ends with a slash. */
  public String url() {
    return url;
  }

  public InetSocketAddress address() {
    URI at = URI.create(url);
    return new InetSocketAddress(at.getHost(), at.getPort());
  }

  public List<String> tokens() {
    return tokens;
  }

  public long pid() {
    return process.pid();
  }

  public double residentMegabytes() throws IOException {
    return ProcessUse.of(pid()).residentMegabytes();
  }

  /** What is in use after a collection. */
  public double heapMegabytes() throws IOException {
    ask("GC.run");
    Matcher used = USED.matcher(ask("GC.heap_info"));
    long kilobytes = 0;
    while (used.find()) {
      kilobytes += Long.parseLong(used.group(1));
    }
    return kilobytes / 1024.0;
  }

  private String ask(String question) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process asked =
        new ProcessBuilder(jcmd, String.valueOf(pid()), question).redirectErrorStream(true).start();
    return Utils.utf8(asked.getInputStream().readAllBytes());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
