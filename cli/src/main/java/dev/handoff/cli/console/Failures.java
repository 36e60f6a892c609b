package dev.handoff.cli.console;

import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.broker.LocalBrokerException;
import dev.handoff.file.FileErrorText;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.KeyConflictException;
import dev.handoff.producer.RequeueRefusedException;
import dev.handoff.producer.UnknownLaneException;
import dev.handoff.trust.UntrustedException;
import dev.handoff.worker.ProductionCredentialsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
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
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into one clear message and an exit code, in this one place. */
public final class Failures implements IExecutionExceptionHandler {

  private static final String BROKER = "the broker";
  private static final String NOT_ALLOWED = "this user may not do that on %s: ";

  @Override
  public int handleExecutionException(
      Exception thrown, CommandLine command, ParseResult parseResult) {
    return handle(thrown, command.getErr(), kafka(command.getCommandSpec()));
  }

  /** Says it, and returns its exit code. */
  public int handle(Exception thrown, PrintWriter err) {
    return handle(thrown, err, Optional.empty());
  }

  private static int handle(Exception thrown, PrintWriter err, Optional<KafkaSettings> kafka) {
    Throwable cause = unwrapped(thrown);
    String broker = kafka.map(Failures::broker).orElse(BROKER);
    String hint = cause instanceof TimeoutException ? kafka.map(LoginHint::of).orElse("") : "";
    // It may quote what a job, a repository or another client wrote.
    err.println(PlainLine.of("handoff: " + message(cause, broker) + hint));
    if (isDefect(cause)) {
      cause.printStackTrace(err);
    }
    err.flush();
    return exitCode(cause);
  }

  /** As messages name it. */
  public static String broker(KafkaSettings kafka) {
    return BROKER + " at " + kafka.place();
  }

  /** Of the cluster that the command talked to, as far as that is known. */
  private static Optional<KafkaSettings> kafka(CommandSpec command) {
    if (command.userObject() instanceof Connected connection) {
      return connection.connected();
    }
    return command.mixins().values().stream().flatMap(mixin -> kafka(mixin).stream()).findFirst();
  }

  private static Throwable unwrapped(Throwable thrown) {
    boolean isWrapper =
        thrown instanceof ExecutionException
            || thrown instanceof CompletionException
            // "Failed to construct kafka consumer" says nothing; the setting that is wrong does.
            || thrown instanceof KafkaException && thrown.getCause() instanceof ConfigException;
    return isWrapper && thrown.getCause() != null ? unwrapped(thrown.getCause()) : thrown;
  }

  public static int exitCode(Throwable thrown) {
    Throwable cause = unwrapped(thrown);
    if (cause instanceof CommandException known) {
      return known.exitCode();
    }
    if (cause instanceof ConfigException || cause instanceof InvalidSettingsException) {
      return ExitCode.USAGE;
    }
    if (cause instanceof UnknownJobException) {
      return ExitCode.UNKNOWN;
    }
    if (cause instanceof InvalidBriefException
        || cause instanceof UnknownLaneException
        || cause instanceof KeyConflictException
        || cause instanceof RequeueRefusedException
        || cause instanceof UntrustedException
        || cause instanceof ProductionCredentialsException
        || isRefusedRecord(cause)) {
      return ExitCode.REFUSED;
    }
    return ExitCode.UNAVAILABLE;
  }

  /** Whether a broker refused what was sent for what it is, and would again. */
  private static boolean isRefusedRecord(Throwable cause) {
    return cause instanceof InvalidTimestampException
        || cause instanceof InvalidRecordException
        || cause instanceof RecordTooLargeException
        || cause instanceof RecordBatchTooLargeException
        || cause instanceof PolicyViolationException;
  }

  /** Of what a future or an exception of the JDK may wrap. */
  public static String message(Throwable thrown, String broker) {
    Throwable cause = unwrapped(thrown);
    if (cause instanceof InvalidPathException path) {
      return FileNames.message(path);
    }
    if (cause instanceof IOException file) {
      return message(file, FileErrorText.of(file));
    }
    if (cause instanceof UncheckedIOException file) {
      return message(file.getCause(), FileErrorText.of(file));
    }
    if (cause instanceof InvalidTimestampException clock) {
      return WrongClock.text(clock, broker, Instant.now());
    }
    if (isRefusedRecord(cause)) {
      return broker + " refuses what is sent: " + cause.getMessage();
    }
    if (cause instanceof ConfigException) {
      return "the settings for Kafka are wrong: " + cause.getMessage();
    }
    if (cause instanceof InvalidBriefException) {
      return "the brief is refused, and nothing was submitted:\n" + cause.getMessage();
    }
    if (cause instanceof AuthenticationException) {
      return broker + " does not accept this user: " + cause.getMessage();
    }
    if (cause instanceof ClusterAuthorizationException) {
      // What the broker says to a producer whose user may write to no topic at all.
      return NOT_ALLOWED.formatted(broker)
          + "it may write to no topic there ("
          + cause.getMessage()
          + ")";
    }
    if (cause instanceof AuthorizationException) {
      return NOT_ALLOWED.formatted(broker) + cause.getMessage();
    }
    if (cause instanceof TimeoutException) {
      return "no answer from " + broker + ": " + cause.getMessage();
    }
    if (isDefect(cause)) {
      return "a defect of Handoff, please report it: " + cause;
    }
    return cause.getMessage();
  }

  private static String message(IOException cause, String words) {
    boolean isNamed = cause instanceof FileSystemException;
    return isNamed || !NoRoom.is(cause)
        ? words
        : "a disk has no room for what this command writes (%s). No job is affected; make room there, or in %s"
            .formatted(words, System.getProperty("java.io.tmpdir"));
  }

  private static boolean isDefect(Throwable cause) {
    return !(cause instanceof CommandException
        || cause instanceof UnknownJobException
        || cause instanceof InvalidBriefException
        || cause instanceof InvalidSettingsException
        || cause instanceof UnknownLaneException
        || cause instanceof KeyConflictException
        || cause instanceof RequeueRefusedException
        || cause instanceof UntrustedException
        || cause instanceof ProductionCredentialsException
        || cause instanceof InvalidPathException
        || cause instanceof LocalBrokerException
        || cause instanceof KafkaException
        || cause instanceof UncheckedIOException
        || cause instanceof IOException);
  }
}
