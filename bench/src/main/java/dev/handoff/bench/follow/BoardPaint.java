package dev.handoff.bench.follow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.bench.figure.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads the board in a real browser and reads the browser's own times. Needs Chromium, Node.js and
 * the packages that the tests of the board have installed.
 */
public final class BoardPaint {

  private static final String SCRIPT = "paint.mjs";

  private final Stage stage;
  private final Path packages;

  public BoardPaint(Stage stage) {
    this.stage = stage;
    this.packages = stage.home().resolve(Path.of("gateway", "target", "browser"));
  }

  /** Why it cannot measure here; null: it can. */
  public @Nullable String missing() {
    if (program("chromium", "chromium-browser", "google-chrome") == null) {
      return "no Chromium is installed";
    }
    if (program("node") == null) {
      return "no Node.js is installed";
    }
    return Files.isDirectory(packages.resolve("node_modules"))
        ? null
        : "BoardBrowserTest has not run here, which installs what drives the browser";
  }

  /** Milliseconds since the page was asked for, the median and the largest of some loads. */
  public record Times(double firstPaint, double slowestPaint, double jobsShown) {}

  public Times measure(GatewayProcess gateway, int loads) throws IOException {
    Path script = stage.folder().resolve(SCRIPT);
    try (InputStream in = BoardPaint.class.getResourceAsStream(SCRIPT)) {
      Files.copy(in, script);
    }
    String chromium = String.valueOf(program("chromium", "chromium-browser", "google-chrome"));
    Process node =
        new ProcessBuilder(
                "node",
                script.toString(),
                packages.resolve("node_modules").toString(),
                chromium,
                gateway.url() + "#token=" + gateway.tokens().get(0) + "/now",
                String.valueOf(loads))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer =
        new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (answer.isEmpty()) {
      throw new IOException("the browser has measured nothing");
    }
    JsonNode times = new ObjectMapper().readTree(answer);
    return new Times(
        times.path("firstPaint").asDouble(),
        times.path("slowestPaint").asDouble(),
        times.path("jobsShown").asDouble());
  }

  private static @Nullable Path program(String... names) {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
