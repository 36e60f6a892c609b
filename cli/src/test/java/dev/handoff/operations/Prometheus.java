package dev.handoff.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Prometheus of the test's own, on any free port, that scrapes one address every second. */
final class Prometheus implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Pattern ADDRESS =
      Pattern.compile("msg=\"Listening on\" address=(127\\.0\\.0\\.1:\\d+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final ProcessRun process;
  private final String address;

  private Prometheus(ProcessRun process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Under the job's name that the shipped configuration has, with the shipped alerts. */
  static Prometheus scraping(String target, Path folder) throws IOException {
    String configuration =
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: ["%s"]
        scrape_configs:
          - job_name: handoff
            static_configs: [{targets: ["%s"]}]
        """;
    Path file = folder.resolve("prometheus.yml");
    Files.writeString(
        file, configuration.formatted(OperationFiles.FOLDER.resolve("alerts.yml"), target));
    ProcessRun process =
        ProcessRun.start(
            DebianProgram.find("prometheus", "prometheus")
                .command(
                    "--config.file=" + file,
                    "--storage.tsdb.path=" + folder.resolve("data"),
                    "--web.listen-address=127.0.0.1:0"));
    try {
      process.awaitStderr("Server is ready to receive web requests", DEADLINE);
      Matcher told = ADDRESS.matcher(process.stderr());
      assertThat(told.find()).as(process.stderr()).isTrue();
      return new Prometheus(process, told.group(1));
    } catch (AssertionError e) {
      process.close();
      throw e;
    }
  }

  /** The series that the expression has now; fails if Prometheus cannot understand it. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    URI uri = URI.create("http://" + address + "/api/v1/query?query=" + query);
    JsonNode answer =
        json.readTree(
            http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
    assertThat(answer.get("status").asText()).as("%s: %s", expression, answer).isEqualTo("success");
    return answer.at("/data/result");
  }

  @Override
  public void close() {
    process.signal("TERM");
    process.awaitExit(DEADLINE);
    process.close();
  }
}
