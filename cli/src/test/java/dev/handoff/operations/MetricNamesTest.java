package dev.handoff.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Dashboard, alerts and autoscaler ask for nothing that the page of metrics does not know. */
class MetricNamesTest {

  @Test
  void everyMetricThatIsAskedForIsDocumented() throws IOException {
    Set<String> known = OperationFiles.documentedMetrics();
    Set<String> asked = new TreeSet<>();
    for (Expression expression : OperationFiles.all()) {
      assertThat(known).as(expression.toString()).containsAll(expression.metrics());
      asked.addAll(expression.metrics());
    }
    assertThat(asked).hasSizeGreaterThan(25);
  }
}
