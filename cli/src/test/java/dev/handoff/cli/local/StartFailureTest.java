package dev.handoff.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.doctor.check.Diagnosis;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StartFailureTest {

  private static final Path LOG = Path.of("/state/local.log");
  private static final List<String> TRACE =
      List.of(
          "2026-01-01T00:00:00Z [main] INFO LocalDaemon - something",
          "Exception in thread \"main\" dev.handoff.broker.LocalBrokerException: it did not start",
          "\tat dev.handoff.broker.LocalBroker.start(LocalBroker.java:70)",
          "Caused by: java.lang.RuntimeException: a wrapper",
          "\tat kafka.Some.thing(Some.scala:1)",
          "Caused by: java.net.BindException: Address already in use",
          "\tat java.base/sun.nio.ch.Net.bind0(Native Method)",
          "\t... 5 more");

  private static String explain(List<String> log) {
    return StartFailure.explain(List.of(), log, LOG);
  }

  @Test
  void whatIsSeenOnTheHostIsToldInOneSentenceWithItsRemedyAndNoLog() {
    Diagnosis room = new Diagnosis(Diagnosis.Level.FAILED, "disk", "no room on /x", "free some");
    Diagnosis more = new Diagnosis(Diagnosis.Level.FAILED, "ports", "no port", "find one");

    assertThat(StartFailure.explain(List.of(room, more), TRACE, LOG))
        .isEqualTo(
            "the local broker and worker did not start: no room on /x. To fix that: free some");
  }

  @Test
  void elseTheLastCauseComesFirstAndThenTheEndOfTheLog() {
    String text = explain(TRACE);

    assertThat(text.lines().findFirst())
        .contains(
            "the local broker and worker did not start: java.net.BindException: Address already in"
                + " use");
    assertThat(text).contains("The end of /state/local.log:\n", "... 5 more");
  }

  @Test
  void theCauseIsSeenHoweverLongItsTraceIs() {
    List<String> log =
        Stream.concat(TRACE.stream(), Collections.nCopies(100, "\tat some.Where(It.java)").stream())
            .toList();

    assertThat(explain(log)).contains("start: java.net.BindException").doesNotContain("wrapper");
    assertThat(explain(log).lines()).hasSizeLessThan(20);
  }

  @Test
  void withoutACauseItIsWhatWasThrownOrWhatTheMachineSaid() {
    assertThat(StartFailure.cause(List.of("java.lang.IllegalStateException: no", "\tat x")))
        .contains("java.lang.IllegalStateException: no");
    assertThat(StartFailure.cause(List.of("Error: Could not create the Java Virtual Machine.")))
        .contains("Error: Could not create the Java Virtual Machine.");
    assertThat(
            StartFailure.cause(List.of("Error occurred during initialization of VM", "Too much")))
        .contains("Error occurred during initialization of VM");
    assertThat(StartFailure.cause(List.of("a word", "\tat x"))).isEmpty();
  }

  @Test
  void aLogWithoutAWordIsToldAsThat() {
    assertThat(explain(List.of())).contains("did not start", "logged nothing", "handoff doctor");
    assertThat(explain(List.of("a word")))
        .startsWith("the local broker and worker did not start\n");
  }
}
