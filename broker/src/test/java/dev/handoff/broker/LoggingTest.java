package dev.handoff.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * What a process with a broker prints; in a JVM of its own, since a logging back-end binds once and
 * for all.
 */
class LoggingTest {
  @TempDir private Path folder;

  /**
   * Guards the pinned slf4j-api: with the one that kafka-clients brings, every line is lost without
   * an error.
   */
  @Test
  void aLogLineReallyAppearsAndNothingElse() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StartAndStop.class.getName(),
                folder.toString())
            .redirectOutput(folder.resolve("stdout").toFile())
            .redirectError(folder.resolve("stderr").toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(folder.resolve("stdout")).isEmptyFile();
    assertThat(folder.resolve("stderr").toFile())
        .content(StandardCharsets.UTF_8)
        .contains("INFO LocalBroker - Local broker at 127.0.0.1:")
        .contains("a line of our own")
        .satisfies(text -> assertThat(text.lines().filter(LoggingTest::isNoTrouble)).hasSize(2));
    assertThat(process.exitValue()).isZero();
  }

  /** On a host that is loaded a broker complains, and rightly so. */
  private static boolean isNoTrouble(String line) {
    return !line.contains(" WARN ") && !line.contains(" ERROR ");
  }

  /** Ends by itself: a broker that is closed leaves no thread that keeps a JVM alive. */
  static final class StartAndStop {
    private StartAndStop() {}

    public static void main(String[] arguments) {
      LocalBrokerSettings settings =
          LocalBrokerSettings.inFolder(Path.of(arguments[0]).resolve("broker"));
      try (LocalBroker broker = LocalBroker.start(settings)) {
        LoggerFactory.getLogger(StartAndStop.class)
            .info("a line of our own, broker at {}", broker.bootstrapServer());
      }
    }
  }
}
