package dev.handoff.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.cli.context.ContextException;
import dev.handoff.cli.source.GitFailure;
import dev.handoff.cli.state.LocalDefaultException;
import dev.handoff.json.InvalidJsonException;
import dev.handoff.log.MissingTopicException;
import dev.handoff.log.artifact.ArtifactStore;
import dev.handoff.log.setup.MissingRightsException;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.log.status.NoSuchPartitionException;
import dev.handoff.producer.SubmitFailedException;
import dev.handoff.worker.lease.WrongClockException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KnownFailureTest {

  private static final String OF_AN_ATTEMPT = "ends an attempt at most, and no command";

  /** Exceptions of the project without an entry of their own, and why that is right. */
  private static final Map<String, String> WITHOUT = without();

  private static Map<String, String> without() {
    Map<String, String> without = new LinkedHashMap<>();
    without.put(GitFailure.class.getName(), "has its own exit code, as a CommandException");
    without.put(ContextException.class.getName(), "has its own exit code, as a CommandException");
    without.put(LocalDefaultException.class.getName(), "says as an IOException what is missing");
    without.put(
        ArtifactStore.GoneException.class.getName(), "is caught where a file of a job is read");
    without.put(MissingTopicException.class.getName(), "says as a KafkaException what is missing");
    without.put(NoSuchPartitionException.class.getName(), "says as a KafkaException what is wrong");
    without.put(
        TopicSetup.TopicSetupException.class.getName(), "says as a KafkaException what is missing");
    without.put(
        MissingRightsException.class.getName(), "is an AuthorizationException like Kafka's");
    without.put(SubmitFailedException.class.getName(), "is caught, and what caused it decides");
    without.put(WrongClockException.class.getName(), "says as a KafkaException what is wrong");
    without.put(InvalidJsonException.class.getName(), "is a defect where no reader has caught it");
    without.put("dev.handoff.gateway.problem.ProblemException", "is the answer to a request");
    without.put("dev.handoff.gateway.mcp.RpcException", "is the answer to a request");
    without.put("dev.handoff.gateway.mcp.tool.ToolException", "is the answer to a request");
    without.put("dev.handoff.worker.attempt.git.Git$TooLongException", OF_AN_ATTEMPT);
    without.put("dev.handoff.worker.attempt.git.Git$GitException", OF_AN_ATTEMPT);
    without.put("dev.handoff.worker.attempt.publish.KeptPatches$RefusedException", OF_AN_ATTEMPT);
    without.put("dev.handoff.worker.attempt.source.CarriedFiles$RefusedException", OF_AN_ATTEMPT);
    without.put("dev.handoff.worker.attempt.source.Source$SourceException", OF_AN_ATTEMPT);
    return without;
  }

  @Test
  void everyExceptionOfTheProjectHasAnEntryOrAReason() {
    assertThat(exceptions().filter(type -> !hasEntry(type)).map(Class::getName))
        .containsExactlyInAnyOrderElementsOf(WITHOUT.keySet());
  }

  private static boolean hasEntry(Class<? extends Throwable> type) {
    return KnownFailure.of(type).filter(known -> known.type() == type).isPresent();
  }

  private static Stream<Class<? extends Throwable>> exceptions() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.handoff")
            .stream()
            .filter(type -> type.isAssignableTo(Throwable.class))
            .filter(type -> !type.getPackageName().startsWith("dev.handoff.testkit"))
            .map(type -> type.reflect().asSubclass(Throwable.class));
  }

  private static List<Arguments> known() {
    return List.of(
        Arguments.of(new CommandException(3, "over"), 3, "over"),
        Arguments.of(
            new InvalidBriefException(List.of(new BriefError("/goal", "must be there", "nothing"))),
            5,
            "the brief is refused, and nothing was submitted:\n/goal"),
        Arguments.of(new InvalidPathException("a\0b", "Nul character"), 125, ""),
        Arguments.of(new NoSuchFileException("x"), 125, "x"),
        Arguments.of(new FileNotFoundException("x"), 125, "x"),
        Arguments.of(new UncheckedIOException(new IOException("odd")), 125, "odd"),
        Arguments.of(new ConfigException("bad"), 2, "the settings for Kafka are wrong: bad"),
        Arguments.of(new KafkaException("odd"), 125, "odd"),
        Arguments.of(new UnknownServerException("odd"), 125, "odd"),
        Arguments.of(new TimeoutException("late"), 125, "no answer from the broker: late"),
        Arguments.of(
            new SaslAuthenticationException("no"), 125, "the broker does not accept this user: no"),
        Arguments.of(
            new TopicAuthorizationException("no"),
            125,
            "this user may not do that on the broker: no"),
        Arguments.of(
            new ClusterAuthorizationException("no"),
            125,
            "this user may not do that on the broker: it may write to no topic there (no)"),
        Arguments.of(
            new InvalidTimestampException("no"),
            5,
            "the broker refuses the time of this host's clock: no"),
        Arguments.of(new InvalidRecordException("no"), 5, "the broker refuses what is sent: no"),
        Arguments.of(new RecordTooLargeException("no"), 5, "the broker refuses what is sent: no"),
        Arguments.of(
            new RecordBatchTooLargeException("no"), 5, "the broker refuses what is sent: no"),
        Arguments.of(new PolicyViolationException("no"), 5, "the broker refuses what is sent: no"));
  }

  @ParameterizedTest
  @MethodSource("known")
  void aKnownFailureEndsWithItsCodeAndWordsAndNoStackTrace(
      Exception thrown, int exit, String words) {
    for (Exception one : List.of(thrown, new ExecutionException(thrown))) {
      StringWriter err = new StringWriter();

      assertThat(new Failures().handle(one, new PrintWriter(err))).isEqualTo(exit);
      assertThat(err.toString()).startsWith("handoff: " + words).doesNotContain("\tat ", "defect");
    }
  }

  @Test
  void aFailureWithoutAMessageIsNamedByItsClass() {
    StringWriter err = new StringWriter();

    new Failures().handle(new KafkaException(), new PrintWriter(err));

    assertThat(err.toString()).isEqualTo("handoff: " + new KafkaException() + "\n");
  }

  @Test
  void aSettingThatKafkasClientRefusesIsTheUsersMistake() {
    KafkaException thrown = new KafkaException("Failed to construct", new ConfigException("bad"));

    assertThat(Failures.exitCode(new CompletionException(thrown))).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void anythingElseIsADefectWithAStackTrace() {
    for (Exception thrown :
        List.of(
            new IllegalArgumentException("odd"),
            new NullPointerException(),
            new java.util.concurrent.TimeoutException("odd"))) {
      StringWriter err = new StringWriter();

      assertThat(new Failures().handle(thrown, new PrintWriter(err))).isEqualTo(125);
      assertThat(err.toString())
          .startsWith("handoff: a defect of Handoff, please report it: " + thrown)
          .contains("\tat ");
    }
  }
}
