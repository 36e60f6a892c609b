package dev.handoff.cli.cluster;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.ClusterSetup;
import dev.handoff.log.setup.ClusterSurvey;
import dev.handoff.log.setup.TopicSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates and repairs the topics and group settings of a cluster. */
@Command(
    name = "setup",
    mixinStandardHelpOptions = true,
    description =
        "Create and repair the topics and group settings of a cluster. An operator runs it, so that workers and users need fewer rights; it deletes nothing, and a second run changes nothing.",
    exitCodeList = {"0:all is as it must be", "1:something is not"})
public final class SetupCommand implements Callable<Integer> {

  private static final List<String> USUAL_LANES = List.of("quick", "standard", "long");

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;

  @Option(
      names = "--lane",
      paramLabel = "NAME",
      order = HelpSection.OPTIONS,
      description =
          "Lane that must exist. Repeatable; existing lanes are checked too. Default: quick, standard, long.")
  private List<String> lanes = new ArrayList<>();

  @Option(
      names = "--dry-run",
      order = HelpSection.OPTIONS,
      description = "Only print what there is to do.")
  private boolean isDryRun;

  @Option(
      names = "--json",
      order = HelpSection.OUTPUT,
      description = "Print one JSON object for each topic, group and fault.")
  private boolean isJson;

  @Override
  public Integer call() throws Exception {
    KafkaSettings kafka = connection.connect();
    List<SetupLine> lines = lines(kafka);
    PrintWriter out = spec.commandLine().getOut();
    (isJson ? lines.stream().map(SetupLine::json).toList() : SetupLine.table(lines))
        .forEach(out::println);
    out.flush();
    return lines.stream().allMatch(SetupLine::isGood) ? ExitCode.COMPLETED : ExitCode.FAILED;
  }

  private List<SetupLine> lines(KafkaSettings kafka) throws IOException {
    TopicSettings settings = connection.isLocal() ? TopicSettings.LOCAL : TopicSettings.DEFAULT;
    try (Admin admin = kafka.admin()) {
      ClusterSetup setup = new ClusterSetup(admin, kafka.topics(), settings);
      Set<String> all = new TreeSet<>(new ClusterSurvey(admin).lanes(kafka.topics()));
      all.addAll(lanes.isEmpty() ? USUAL_LANES : checked(lanes));
      return isDryRun
          ? setup.plan(all).stream().map(SetupLine::planned).toList()
          : setup.mend(all).stream().map(SetupLine::of).toList();
    }
  }

  private static List<String> checked(List<String> lanes) {
    try {
      lanes.forEach(Topics::checkedLane);
      return lanes;
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--" + e.getMessage());
    }
  }
}
