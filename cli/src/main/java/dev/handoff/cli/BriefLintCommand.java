package dev.handoff.cli;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefError;
import dev.handoff.brief.BriefFinding;
import dev.handoff.brief.BriefFinding.Severity;
import dev.handoff.brief.BriefLint;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.InvalidBriefException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says whether a brief is a good one. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    description = {
      "Say whether a brief is a good one: can the job know what to do, and you whether it did?",
      "Exit code 0: no warnings; 1: warnings; 5: it is no valid brief."
    })
final class BriefLintCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The brief (YAML or JSON); - reads stdin.")
  private Path file;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean isJson;

  @Override
  public Integer call() throws Exception {
    Brief brief;
    try {
      brief = BriefFile.read(file, new BriefReader());
    } catch (InvalidBriefException refused) {
      return invalid(refused);
    }
    List<BriefFinding> findings = BriefLint.findings(brief, BriefLint.usesRepository(brief));
    if (isJson) {
      say(spec.commandLine().getOut(), FindingText.json(file, List.of(), findings));
    } else if (findings.isEmpty()) {
      say(spec.commandLine().getErr(), "Nothing to say about " + file + ".");
    } else {
      say(spec.commandLine().getOut(), FindingText.of(findings));
    }
    boolean isWarned = findings.stream().anyMatch(one -> one.severity() == Severity.WARNING);
    return isWarned ? ExitCode.FAILED : 0;
  }

  private int invalid(InvalidBriefException refused) {
    List<BriefError> errors = refused.errors();
    if (isJson) {
      say(spec.commandLine().getOut(), FindingText.json(file, errors, List.of()));
    } else {
      say(
          spec.commandLine().getErr(),
          "handoff: " + file + " is no valid brief:\n" + refused.getMessage());
    }
    return ExitCode.REFUSED;
  }

  private static void say(PrintWriter to, String text) {
    to.println(text);
    to.flush();
  }
}
