package dev.handoff.cli.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.doctor.Doctor;
import dev.handoff.cli.doctor.check.Background;
import dev.handoff.cli.doctor.check.Diagnosis;
import dev.handoff.cli.doctor.check.Diagnosis.Level;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.local.LocalDefault;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.file.FileErrorText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reports what keeps Handoff from working, and how to repair it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Check this host, its settings and the cluster. Prints how to repair what is wrong; starts and changes nothing.",
    exitCodeList = {"0:no check failed", "1:a check failed", "125:a check could not be made"})
public final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;

  @Option(
      names = "--json",
      order = HelpSection.OUTPUT,
      description = "Print one JSON object for each finding.")
  private boolean isJson;

  /** Null if no local process runs. */
  private static @Nullable Background background(LocalDefault local) throws IOException {
    return local
        .running()
        .map(process -> new Background(process.pid(), process.build(), process.startedAt()))
        .orElse(null);
  }

  @Override
  public Integer call() throws InterruptedException {
    LocalDefault local = LocalDefault.ofUser();
    List<Diagnosis> findings =
        examine(new Doctor(System.getenv(), local.work(), () -> background(local)));
    PrintWriter out = spec.commandLine().getOut();
    (isJson ? findings.stream().map(DoctorCommand::json).toList() : lines(findings))
        .forEach(out::println);
    out.flush();
    return exitCode(findings);
  }

  private List<Diagnosis> examine(Doctor doctor) throws InterruptedException {
    try {
      return doctor.examine(connection.cluster(), connection.ifThere().orElse(null));
    } catch (InvalidSettingsException e) {
      return doctor.examine("the file of contexts is refused, see settings");
    } catch (CommandException e) {
      return doctor.examine(e.getMessage());
    } catch (IOException e) {
      return doctor.examine(FileErrorText.of(e));
    }
  }

  public static int exitCode(List<Diagnosis> findings) {
    if (findings.stream().anyMatch(finding -> finding.level() == Level.FAILED)) {
      return ExitCode.FAILED;
    }
    return findings.stream().anyMatch(finding -> finding.level() == Level.UNKNOWN)
        ? ExitCode.UNAVAILABLE
        : ExitCode.COMPLETED;
  }

  /** Aligned rows; further lines of a text and the remedy are below its first line. */
  public static List<String> lines(List<Diagnosis> findings) {
    List<String> lines = new ArrayList<>();
    String row = "%-8s %-12s %s";
    for (Diagnosis finding : findings) {
      String first = row.formatted(word(finding), finding.check(), "");
      String rest = row.formatted("", "", "");
      String text = PlainLine.of(finding.text()).replace("\n", "\n" + rest);
      (first + text).lines().forEach(lines::add);
      if (finding.remedy() != null) {
        lines.add(rest + "-> " + PlainLine.one(finding.remedy()));
      }
    }
    return lines;
  }

  private static String word(Diagnosis finding) {
    return finding.level().name().toLowerCase(Locale.ROOT);
  }

  public static String json(Diagnosis finding) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("level", word(finding));
    json.put("check", finding.check());
    json.put("text", finding.text());
    json.put("remedy", finding.remedy());
    return PlainLine.json(json.toString());
  }
}
