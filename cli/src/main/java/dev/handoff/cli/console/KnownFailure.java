package dev.handoff.cli.console;

import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.broker.LocalBrokerException;
import dev.handoff.file.FileErrorText;
import dev.handoff.producer.KeyConflictException;
import dev.handoff.producer.RequeueRefusedException;
import dev.handoff.producer.UnknownLaneException;
import dev.handoff.trust.UntrustedException;
import dev.handoff.worker.ProductionCredentialsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A class of exceptions that end a command with a message for people. It stands for its subclasses
 * too, but for those with an entry of their own. What is in no entry is a defect.
 *
 * @param code the exit code
 * @param words the message; the second argument is the broker as messages name it
 */
record KnownFailure<T extends Throwable>(Class<T> type, ToIntFunction<T> code, Words<T> words) {

  /** What is said of a failure. */
  @FunctionalInterface
  interface Words<T> {
    String of(T thrown, String broker);
  }

  private static final String NOT_ALLOWED = "this user may not do that on %s: ";

  private static final Map<Class<?>, KnownFailure<?>> ALL =
      Stream.of(
              new KnownFailure<>(
                  CommandException.class, CommandException::exitCode, KnownFailure::itsOwn),
              known(UnknownJobException.class, ExitCode.UNKNOWN),
              known(InvalidSettingsException.class, ExitCode.USAGE),
              known(
                  InvalidBriefException.class,
                  ExitCode.REFUSED,
                  (thrown, broker) ->
                      "the brief is refused, and nothing was submitted:\n" + thrown.getMessage()),
              known(UnknownLaneException.class, ExitCode.REFUSED),
              known(KeyConflictException.class, ExitCode.REFUSED),
              known(RequeueRefusedException.class, ExitCode.REFUSED),
              known(UntrustedException.class, ExitCode.REFUSED),
              known(ProductionCredentialsException.class, ExitCode.REFUSED),
              known(LocalBrokerException.class, ExitCode.UNAVAILABLE),
              known(
                  InvalidPathException.class,
                  ExitCode.UNAVAILABLE,
                  (thrown, broker) -> FileNames.message(thrown)),
              known(
                  IOException.class,
                  ExitCode.UNAVAILABLE,
                  (thrown, broker) -> ofFile(thrown, FileErrorText.of(thrown))),
              known(
                  UncheckedIOException.class,
                  ExitCode.UNAVAILABLE,
                  (thrown, broker) ->
                      ofFile(Objects.requireNonNull(thrown.getCause()), FileErrorText.of(thrown))),
              known(KafkaException.class, ExitCode.UNAVAILABLE),
              known(
                  ConfigException.class,
                  ExitCode.USAGE,
                  (thrown, broker) -> "the settings for Kafka are wrong: " + thrown.getMessage()),
              known(
                  TimeoutException.class,
                  ExitCode.UNAVAILABLE,
                  (thrown, broker) -> "no answer from " + broker + ": " + thrown.getMessage()),
              known(
                  AuthenticationException.class,
                  ExitCode.UNAVAILABLE,
                  (thrown, broker) ->
                      broker + " does not accept this user: " + thrown.getMessage()),
              known(
                  AuthorizationException.class,
                  ExitCode.UNAVAILABLE,
                  (thrown, broker) -> NOT_ALLOWED.formatted(broker) + thrown.getMessage()),
              // What the broker says to a producer whose user may write to no topic at all.
              known(
                  ClusterAuthorizationException.class,
                  ExitCode.UNAVAILABLE,
                  (thrown, broker) ->
                      NOT_ALLOWED.formatted(broker)
                          + "it may write to no topic there ("
                          + thrown.getMessage()
                          + ")"),
              known(
                  InvalidTimestampException.class,
                  ExitCode.REFUSED,
                  (thrown, broker) -> WrongClock.text(thrown, broker, Instant.now())),
              refusedRecord(InvalidRecordException.class),
              refusedRecord(RecordTooLargeException.class),
              refusedRecord(RecordBatchTooLargeException.class),
              refusedRecord(PolicyViolationException.class))
          .collect(Collectors.toUnmodifiableMap(KnownFailure::type, Function.identity()));

  /** Empty if it is a defect. The entry of the nearest class counts. */
  static Optional<KnownFailure<?>> of(Class<? extends Throwable> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      if (ALL.containsKey(at)) {
        return Optional.of(ALL.get(at));
      }
    }
    return Optional.empty();
  }

  int exitCode(Throwable thrown) {
    return code.applyAsInt(type.cast(thrown));
  }

  String message(Throwable thrown, String broker) {
    return words.of(type.cast(thrown), broker);
  }

  private static <T extends Throwable> KnownFailure<T> known(Class<T> type, int exitCode) {
    return known(type, exitCode, KnownFailure::itsOwn);
  }

  private static <T extends Throwable> KnownFailure<T> known(
      Class<T> type, int exitCode, Words<T> words) {
    return new KnownFailure<>(type, thrown -> exitCode, words);
  }

  /** A broker refused what was sent for what it is, and would again. */
  private static <T extends Throwable> KnownFailure<T> refusedRecord(Class<T> type) {
    return known(
        type,
        ExitCode.REFUSED,
        (thrown, broker) -> broker + " refuses what is sent: " + thrown.getMessage());
  }

  private static String itsOwn(Throwable thrown, String broker) {
    return Objects.requireNonNullElse(thrown.getMessage(), thrown.toString());
  }

  private static String ofFile(IOException thrown, String words) {
    boolean isNamed = thrown instanceof FileSystemException;
    return isNamed || !NoRoom.is(thrown)
        ? words
        : "a disk has no room for what this command writes (%s). No job is affected; make room there, or in %s"
            .formatted(words, System.getProperty("java.io.tmpdir"));
  }
}
