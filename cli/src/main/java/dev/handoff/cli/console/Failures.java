package dev.handoff.cli.console;

import dev.handoff.log.KafkaSettings;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into one clear message and an exit code, in this one place. */
public final class Failures implements IExecutionExceptionHandler {

  private static final String BROKER = "the broker";

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
    if (KnownFailure.of(cause.getClass()).isEmpty()) {
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
    return KnownFailure.of(cause.getClass())
        .map(known -> known.exitCode(cause))
        .orElse(ExitCode.UNAVAILABLE);
  }

  /** Of what a future or an exception of the JDK may wrap. */
  public static String message(Throwable thrown, String broker) {
    Throwable cause = unwrapped(thrown);
    Optional<KnownFailure<?>> known = KnownFailure.of(cause.getClass());
    return known.isPresent()
        ? known.get().message(cause, broker)
        : "a defect of Handoff, please report it: " + cause;
  }
}
