package dev.handoff.cli.brief;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.lint.BriefLint;
import dev.handoff.brief.lint.LintWarning;
import dev.handoff.brief.lint.LintWarning.Severity;
import dev.handoff.brief.lint.SourceLint;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.source.BriefSource;
import dev.handoff.cli.source.FindingText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reports the weak points of a brief. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    description =
        "Check that a brief says what to do and how to verify it. In a repository it also checks that the commit has what the brief runs.",
    exitCodeList = {"0:no warnings", "1:warnings", "5:invalid, or refused at submit"})
final class BriefLintCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The brief (YAML or JSON), - for stdin.")
  private Path file;

  @Option(names = "--json", order = HelpSection.OUTPUT, description = "Print one JSON object.")
  private boolean isJson;

  @Override
  public Integer call() throws Exception {
    WrittenBrief written;
    try {
      written = WrittenBrief.of(file, new BriefReader());
    } catch (InvalidBriefException refused) {
      return invalid(refused);
    }
    Brief brief = written.brief();
    Optional<SourceLint.Result> source = BriefSource.lint(brief, written.folder());
    List<LintWarning> findings =
        Stream.concat(
                BriefLint.findings(brief, BriefLint.usesRepository(brief)).stream(),
                source.stream().flatMap(result -> result.findings().stream()))
            .sorted(Comparator.comparing(LintWarning::severity))
            .toList();
    List<BriefError> errors = source.map(SourceLint.Result::errors).orElse(List.of());
    if (!errors.isEmpty()) {
      return refused(written, errors, findings);
    }
    if (isJson) {
      say(spec.commandLine().getOut(), FindingText.json(file, List.of(), findings));
    } else if (findings.isEmpty()) {
      say(spec.commandLine().getErr(), "No findings in " + file + ".");
    } else {
      say(spec.commandLine().getOut(), FindingText.of(findings));
    }
    boolean isWarned = findings.stream().anyMatch(one -> one.severity() == Severity.WARNING);
    return isWarned ? ExitCode.FAILED : 0;
  }

  private int refused(WrittenBrief written, List<BriefError> errors, List<LintWarning> findings) {
    if (isJson) {
      say(spec.commandLine().getOut(), FindingText.json(file, errors, findings));
      return ExitCode.REFUSED;
    }
    if (!findings.isEmpty()) {
      say(spec.commandLine().getOut(), FindingText.of(findings));
    }
    say(
        spec.commandLine().getErr(),
        PlainLine.of(
            "handoff: a submit refuses the brief:\n"
                + written.located(new InvalidBriefException(errors)).getMessage()));
    return ExitCode.REFUSED;
  }

  private int invalid(InvalidBriefException refused) {
    List<BriefError> errors = refused.errors();
    if (isJson) {
      say(spec.commandLine().getOut(), FindingText.json(file, errors, List.of()));
    } else {
      say(
          spec.commandLine().getErr(),
          "handoff: " + file + " is not a valid brief:\n" + refused.getMessage());
    }
    return ExitCode.REFUSED;
  }

  private static void say(PrintWriter to, String text) {
    to.println(text);
    to.flush();
  }
}
