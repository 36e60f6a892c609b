package dev.handoff.worker.attempt.child;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shown of a check's output. */
class TailTest {

  private static String tail(String output) {
    Tail tail = new Tail((bytes, offset, length) -> {});
    byte[] bytes = output.getBytes(UTF_8);
    tail.write(bytes, 0, bytes.length);
    return tail.text();
  }

  @Test
  void dotsOfATestRunnerDoNotDisplaceWhatFailed() {
    String dots = "........................................................ [ 12%]\n".repeat(200);

    assertThat(tail("1 failed: test_a\n" + dots + "F....s.x\n\n= 1 failed, 900 passed =\n"))
        .isEqualTo("1 failed: test_a\n[201 lines of progress]\n\n= 1 failed, 900 passed =");
  }

  @ParameterizedTest
  @ValueSource(strings = {"...", "FAILED", "a.....", "==> x", "Done.", "EXIT", "- - -", "SSS 5"})
  void whatSaysSomethingStays(String line) {
    assertThat(tail("a\n" + line + "\nb\n")).isEqualTo("a\n" + line + "\nb");
  }

  @Test
  void lastLinesAreKept() {
    String lines =
        IntStream.range(0, 100).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));

    assertThat(tail(lines)).startsWith("line 60\n").endsWith("line 99");
  }

  @Test
  void isSmallEnoughForAnEvent() {
    assertThat(tail("ü".repeat(100_000)).getBytes(UTF_8)).hasSizeLessThanOrEqualTo(8 * 1024);
  }
}
