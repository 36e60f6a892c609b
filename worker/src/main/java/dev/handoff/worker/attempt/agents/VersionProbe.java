package dev.handoff.worker.attempt.agents;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an agent for its version, outside of any job: this proves that it starts. */
final class VersionProbe {

  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+[A-Za-z0-9.+-]*");
  private static final List<String> PASSED = List.of("PATH", "HOME", "LANG", "TZ", "USER");
  private static final int BYTES = 4096;

  private final Map<String, String> worker;
  private final Duration limit;

  /**
   * @param worker the worker's environment
   */
  VersionProbe(Map<String, String> worker, Duration limit) {
    this.worker = worker;
    this.limit = limit;
  }

  AgentOffer ask(AgentSettings settings) throws InterruptedException {
    Process process;
    try {
      process = start(settings);
    } catch (IOException e) {
      return problem(settings, "cannot be started: " + e.getMessage());
    }
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return problem(settings, "did not report its version within " + limit.toSeconds() + " s");
      }
      String said = said(process);
      return process.exitValue() == 0
          ? new AgentOffer(settings.name(), version(said), null)
          : problem(
              settings,
              "ended with exit code %d when asked for its version: %s"
                  .formatted(process.exitValue(), said));
    } catch (IOException e) {
      return problem(settings, "did not report its version: " + e.getMessage());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process start(AgentSettings settings) throws IOException {
    List<String> words = new ArrayList<>(settings.versionCommand());
    // Java would search the PATH with which this process was started.
    new AgentEnvironment(settings, worker)
        .program(words)
        .ifPresent(program -> words.set(0, program.path().toString()));
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectError(Redirect.DISCARD);
    builder.environment().clear();
    PASSED.forEach(
        name -> {
          if (worker.containsKey(name)) {
            builder.environment().put(name, worker.get(name));
          }
        });
    return builder.start();
  }

  // A surviving process may hold the pipe open: only the output so far is read.
  private static String said(Process process) throws IOException {
    InputStream out = process.getInputStream();
    byte[] bytes = out.readNBytes(Math.min(BYTES, out.available()));
    return new String(bytes, StandardCharsets.UTF_8).strip().lines().findFirst().orElse("");
  }

  private static String version(String said) {
    Matcher version = VERSION.matcher(said);
    String text = version.find() ? version.group() : said.isEmpty() ? "unknown" : said;
    return text.substring(0, Math.min(64, text.length()));
  }

  private static AgentOffer problem(AgentSettings settings, String problem) {
    return new AgentOffer(settings.name(), null, problem);
  }
}
