package dev.handoff.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.Program;
import dev.handoff.testkit.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example of the Java API, compiled and run as its page says. */
@ExtendWith(BrokerExtension.class)
class JavaApiExampleBrokerTest {

  private static final Path SOURCE = Path.of("..", "examples", "java-api", "Greetings.java");

  @Test
  void theProgramSubmitsAJobRunsItAndIsToldItsEnd(TestBroker broker) {
    List<String> words = new ArrayList<>(Program.java());
    words.add(SOURCE.toString());
    broker.clientProperties().forEach((name, value) -> words.add(name + "=" + value));

    ProcessResult run = ProcessRun.run(new ProcessBuilder(words), Duration.ofMinutes(2));

    assertThat(run.stdout()).as(run.stderr()).isEqualTo("completed: Hello, Ada\n");
    assertThat(run.exit()).isZero();
  }
}
