package dev.handoff.cli.cluster;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.Failures;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.job.JobId;
import dev.handoff.log.AppendOutcome;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.lane.DeadLetter;
import dev.handoff.log.lane.DeadLetterReader;
import dev.handoff.producer.Requeue;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the records of lanes that no worker could read, and puts them back. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = "List, print and requeue records that no worker could read.")
public final class DeadLettersCommand implements Runnable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Spec private CommandSpec spec;

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the dead letters: offset, time, lane, job, reason.")
  int list(
      @Mixin ConnectionOptions connection,
      @Option(
              names = "--json",
              order = HelpSection.OUTPUT,
              description = "Print one JSON object for each.")
          boolean isJson)
      throws Exception {
    List<DeadLetter> letters = new DeadLetterReader(connection.connect(), PATIENCE).all();
    PrintWriter out = spec.commandLine().getOut();
    letters.forEach(
        letter ->
            out.println(
                isJson
                    ? PlainLine.json(DeadLetterText.json(letter).toString())
                    : DeadLetterText.line(letter)));
    out.flush();
    return ExitCode.COMPLETED;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Print one dead letter, made safe for terminals.")
  int show(
      @Mixin ConnectionOptions connection,
      @Parameters(paramLabel = "OFFSET", description = "Offset of the dead letter, as in the list.")
          long offset,
      @Option(names = "--json", order = HelpSection.OUTPUT, description = "Print one JSON object.")
          boolean isJson)
      throws Exception {
    DeadLetter letter = letter(connection.connect(), offset);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        isJson
            ? PlainLine.json(DeadLetterText.wholeJson(letter).toString())
            : DeadLetterText.whole(letter));
    out.flush();
    return ExitCode.COMPLETED;
  }

  @Command(
      name = "requeue",
      mixinStandardHelpOptions = true,
      description =
          "Put a dead letter back into its lane. Refused (5) if it still cannot be read, or its job does not wait for that attempt.")
  int requeue(
      @Mixin ConnectionOptions connection,
      @Parameters(paramLabel = "OFFSET", description = "Offset of the dead letter, as in the list.")
          long offset)
      throws Exception {
    KafkaSettings kafka = connection.connect();
    DeadLetter letter = letter(kafka, offset);
    try (Requeue requeue = new Requeue(kafka, System.getProperty("user.name"))) {
      JobId job = requeue.requeue(letter).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      PrintWriter out = spec.commandLine().getOut();
      out.println(PlainLine.one(job + " waits in lane " + letter.lane() + " again"));
      out.flush();
      return ExitCode.COMPLETED;
    } catch (TimeoutException e) {
      throw unknown(offset, "no answer in time");
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof KafkaException)) {
        throw e;
      }
      String why = Failures.message(e, Failures.broker(kafka));
      throw AppendOutcome.of(e) == AppendOutcome.NOT_APPENDED
          ? new CommandException(
              Failures.exitCode(e),
              "dead letter %d was not put back, or only into its lane: %s".formatted(offset, why))
          : unknown(offset, why);
    }
  }

  private static CommandException unknown(long offset, String why) {
    return new CommandException(
        ExitCode.UNAVAILABLE,
        "%s: it is unknown whether dead letter %d was put back; try again, doing it twice is harmless"
            .formatted(why, offset));
  }

  private static DeadLetter letter(KafkaSettings kafka, long offset) {
    return new DeadLetterReader(kafka, PATIENCE)
        .at(offset)
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.UNKNOWN,
                    "there is no dead letter "
                        + offset
                        + " on "
                        + kafka.place()
                        + "; see handoff dead-letters list"));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of list, show, requeue");
  }
}
