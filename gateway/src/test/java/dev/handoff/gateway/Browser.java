package dev.handoff.gateway;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.testkit.NpmFolder;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real browser with one page. Needs Chromium, Node.js and two packages of npm. */
final class Browser implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SOURCES = Path.of("src", "test", "browser");
  private static final Path FOLDER = Path.of("target", "browser");

  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  private Browser(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts it; skips the test where it cannot be had, and says why. */
  static Browser start() throws IOException {
    Path chromium = program("chromium", "chromium-browser", "google-chrome");
    assumeTrue(chromium != null, "no Chromium is installed (Debian: chromium)");
    NpmFolder.install(SOURCES, FOLDER);
    ProcessBuilder bridge =
        new ProcessBuilder("node", "bridge.mjs", chromium.toString()).directory(FOLDER.toFile());
    bridge.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new Browser(bridge.start());
  }

  private static Path program(String... names) {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** A new page, without anything of the page before. */
  void open(String url) throws IOException {
    open(url, 1440, "light");
  }

  void open(String url, int width, String scheme) throws IOException {
    run(command("open").put("url", url).put("width", width).put("scheme", scheme));
  }

  void goTo(String url) throws IOException {
    run(command("goTo").put("url", url));
  }

  /** What a person reads there. */
  String text(String selector) throws IOException {
    return run(command("text").put("selector", selector)).asText();
  }

  List<String> texts(String selector) throws IOException {
    return list(run(command("texts").put("selector", selector)));
  }

  void click(String selector) throws IOException {
    run(command("click").put("selector", selector));
  }

  void fill(String selector, String text) throws IOException {
    run(command("fill").put("selector", selector).put("text", text));
  }

  void press(String key) throws IOException {
    run(command("press").put("key", key));
  }

  /** Waits until such an element with that text is shown. */
  void awaitShown(String selector, String text) throws IOException {
    run(command("shown").put("selector", selector).put("text", text));
  }

  void awaitGone(String selector) throws IOException {
    run(command("gone").put("selector", selector));
  }

  String evaluate(String script) throws IOException {
    return run(command("evaluate").put("script", script)).asText();
  }

  void reload() throws IOException {
    run(command("reload"));
  }

  void back() throws IOException {
    run(command("back"));
  }

  List<String> cookies() throws IOException {
    return list(run(command("cookies")));
  }

  /** The address and the referer of each request of the page. */
  List<String> requests() throws IOException {
    return list(run(command("requests")));
  }

  /** Errors of scripts, dialogs that opened, and what the policy of the page has blocked. */
  List<String> faults() throws IOException {
    return list(run(command("faults")));
  }

  /** Serious findings on how well people with other senses can use the page. */
  List<String> barriers() throws IOException {
    return list(run(command("axe")));
  }

  void screenshot(Path file) throws IOException {
    run(command("screenshot").put("file", file.toAbsolutePath().toString()));
  }

  private static ObjectNode command(String name) {
    return JSON.createObjectNode().put("command", name);
  }

  private static List<String> list(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.forEach(one -> texts.add(one.isTextual() ? one.asText() : one.toString()));
    return texts;
  }

  private JsonNode run(ObjectNode command) throws IOException {
    commands.write(command.toString());
    commands.newLine();
    commands.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the browser has ended at " + command);
    }
    JsonNode answer = JSON.readTree(line);
    if (answer.has("error")) {
      throw new AssertionError(command + ": " + answer.get("error").asText());
    }
    return answer.path("value");
  }

  @Override
  public void close() throws IOException {
    commands.close();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
