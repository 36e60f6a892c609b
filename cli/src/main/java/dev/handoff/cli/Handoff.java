package dev.handoff.cli;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.Failures;
import dev.handoff.cli.console.FileNames;
import dev.handoff.cli.console.PlainOutput;
import dev.handoff.cli.console.StandardOutput;
import dev.handoff.cli.console.UsageErrors;
import dev.handoff.cli.console.VerdictCommand;
import dev.handoff.cli.console.Version;
import dev.handoff.cli.help.HelpPage;
import dev.handoff.cli.options.DurationOption;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The handoff command; its subcommands do the work. */
@Command(
    name = "handoff",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Delegate work, walk away, and get the truth when it ends.",
    customSynopsis = "handoff COMMAND [OPTIONS]",
    header = {
      "Examples:",
      "  handoff task brief.yaml                  run a job, watch it, get its report",
      "  handoff task --background brief.yaml     submit it and get its id",
      "  handoff await ID                         wait for its end, exit as it did",
      "  handoff task \"Fix typos\" -- sh fix.sh    a job without a brief file",
      "  handoff list --state live                what waits and runs",
      ""
    },
    footer = {"", ExitCode.VERDICTS})
public final class Handoff implements Runnable {

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    // Output and comparisons must not depend on the user's locale.
    Locale.setDefault(Locale.ROOT);
    StandardOutput stdout = StandardOutput.install();
    PlainOutput.install();
    requireUnderstood(args);
    HeadStart.give(args);
    System.exit(execute(stdout, args));
  }

  /** Rejects arguments that this JVM could not decode: they would name another file or text. */
  private static void requireUnderstood(String[] args) {
    FileNames.objection(args, System.getProperty("user.dir", ""), System.getenv())
        .ifPresent(
            objection -> {
              System.err.println("handoff: " + objection);
              System.exit(ExitCode.USAGE);
            });
  }

  /** Handles every failure here: an uncaught one makes the JVM exit with 1, "the job failed". */
  private static int execute(StandardOutput stdout, String[] args) {
    try {
      CommandLine handoff = commandLine(args);
      int exitCode = handoff.execute(args);
      System.out.flush();
      return stdout.exitCode(exitCode, isVerdict(handoff.getParseResult()));
    } catch (RuntimeException e) {
      return new Failures().handle(first(e), new PrintWriter(System.err));
    } catch (Error e) {
      System.err.println("handoff: a defect of Handoff, or too little memory: " + e);
      e.printStackTrace();
      return ExitCode.UNAVAILABLE;
    }
  }

  private static boolean isVerdict(@Nullable ParseResult parsed) {
    return parsed != null
        && parsed.hasSubcommand()
        && parsed.subcommand().commandSpec().userObject() instanceof VerdictCommand command
        && command.isVerdict();
  }

  /** The cause of what picocli throws when it cannot create a command. */
  private static Exception first(RuntimeException e) {
    Exception first = e;
    while (first.getCause() instanceof Exception cause) {
      first = cause;
    }
    return first;
  }

  /**
   * The command line with the subcommands that these arguments need.
   *
   * @param args if empty, all subcommands are added
   */
  public static CommandLine commandLine(String... args) {
    CommandLine handoff = new CommandLine(new Handoff());
    Subcommands.neededBy(args).forEach(handoff::addSubcommand);
    HelpPage.layOut(handoff);
    return handoff
        .setExecutionExceptionHandler(new Failures())
        .setParameterExceptionHandler(new UsageErrors())
        .registerConverter(java.time.Duration.class, text -> DurationOption.parse(text))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    throw new ParameterException(spec.commandLine(), "name a command");
  }
}
