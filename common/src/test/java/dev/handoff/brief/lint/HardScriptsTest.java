package dev.handoff.brief.lint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.BriefReader;
import dev.handoff.brief.policy.Policy;
import dev.handoff.brief.policy.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scripts that are made to be hard are read in bounded time and depth, or this never ends. */
class HardScriptsTest {

  private static final BriefReader READER = new BriefReader();

  @Test
  void substitutionsThatStandInOneAnotherAreReadToSomeDepth() {
    assertThat(tripped("\"$(".repeat(20_000))).isEmpty();
  }

  @Test
  void wrappersOfWrappersAreReadToSomeLength() {
    assertThat(tripped("env ".repeat(15_000) + "true")).isEmpty();
  }

  @Test
  void noNumberOfWordsBeforeAProgramHidesIt() {
    assertThat(tripped("eval ".repeat(12_000) + "kubectl apply")).hasSize(1);
  }

  @Test
  void quotesWithoutAnEndAreRead() {
    assertThat(tripped("'".repeat(60_000))).isEmpty();
  }

  private static List<Refusal> tripped(String script) {
    String command = script.replace("\"", "\\\"");
    String brief = "goal: Every post has a category.\nrun: {command: \"" + command + "\"}\n";
    return Policy.DEFAULT.refusals(READER.read(brief.getBytes(UTF_8)));
  }
}
