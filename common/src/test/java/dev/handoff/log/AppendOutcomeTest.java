package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class AppendOutcomeTest {

  private static final String KAFKA = "org.apache.kafka.";

  @Test
  void everyFailureOfKafkasClientHasBeenDecidedOn() throws Exception {
    assertThat(kafkaExceptions().keySet())
        .as("a class that append-outcomes.txt lacks is to be decided on there")
        .isEqualTo(decided().keySet());
  }

  @Test
  void eachFailureMeansWhatWasDecided() throws Exception {
    Map<String, AppendOutcome> found = new TreeMap<>();
    kafkaExceptions().forEach((name, type) -> found.put(name, AppendOutcome.ofKind(type)));

    assertThat(found).isEqualTo(decided());
  }

  @Test
  void looksThroughWhatAFutureWrapsAroundIt() {
    Throwable refusal = new InvalidTimestampException("too old");

    assertThat(AppendOutcome.of(new ExecutionException(new CompletionException(refusal))))
        .isEqualTo(AppendOutcome.NOT_APPENDED);
  }

  @Test
  void aKindOfRefusalThatThisBuildDoesNotKnowIsUnknown() {
    assertThat(AppendOutcome.of(new InvalidTimestampException("a later kind") {}))
        .isEqualTo(AppendOutcome.UNKNOWN);
    assertThat(AppendOutcome.of(new IllegalStateException("closed")))
        .isEqualTo(AppendOutcome.UNKNOWN);
  }

  @Test
  void aRefusalThatIsOnlyTheCauseOfSomethingElseIsUnknown() {
    assertThat(AppendOutcome.of(new TimeoutException(new InvalidTimestampException("too old"))))
        .isEqualTo(AppendOutcome.UNKNOWN);
  }

  private static Map<String, AppendOutcome> decided() throws IOException {
    Map<String, AppendOutcome> outcomes = new TreeMap<>();
    try (InputStream in = AppendOutcomeTest.class.getResourceAsStream("append-outcomes.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" "))
          .forEach(words -> outcomes.put(words[0], AppendOutcome.valueOf(words[1])));
    }
    return outcomes;
  }

  /** All that the client's jar has, by their names within Kafka's packages. */
  private static Map<String, Class<?>> kafkaExceptions() throws Exception {
    Path jar =
        Path.of(KafkaException.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Map<String, Class<?>> classes = new TreeMap<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : Collections.list(file.entries())) {
        String name = entry.getName().replace('/', '.');
        if (name.startsWith(KAFKA) && name.endsWith(".class") && !name.contains(".shaded.")) {
          addIfException(name.substring(0, name.length() - ".class".length()), classes);
        }
      }
    }
    return classes;
  }

  private static void addIfException(String name, Map<String, Class<?>> classes)
      throws ClassNotFoundException {
    try {
      Class<?> found = Class.forName(name, false, KafkaException.class.getClassLoader());
      if (KafkaException.class.isAssignableFrom(found)) {
        classes.put(name.substring(KAFKA.length()), found);
      }
    } catch (NoClassDefFoundError needsALibraryThatIsNotHere) {
      assertThat(name).as("an exception must be found").doesNotEndWith("Exception");
    }
  }
}
