package dev.handoff.cli.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.console.Table;
import dev.handoff.cli.context.ClusterChoice;
import dev.handoff.cli.context.Context;
import dev.handoff.cli.context.Contexts;
import dev.handoff.cli.context.Flags;
import dev.handoff.cli.help.HelpSection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the contexts and marks the default one. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "List the contexts; * marks the one of commands that name none.")
final class ContextListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--json",
      order = HelpSection.OUTPUT,
      description = "Print one JSON object for each.")
  private boolean isJson;

  @Override
  public Integer call() throws IOException {
    Map<String, String> environment = System.getenv();
    Contexts contexts = Contexts.of(environment);
    List<Context> all = new ArrayList<>(List.of(Context.local()));
    all.addAll(contexts.all());
    String used = new ClusterChoice(environment, contexts).context(Flags.NONE).value();
    PrintWriter out = spec.commandLine().getOut();
    List<String> lines =
        isJson ? all.stream().map(one -> json(one, used)).toList() : table(all, used).lines();
    lines.forEach(out::println);
    out.flush();
    if (!contexts.isThere()) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("Others can be written in " + contexts.file() + ": see docs/configuration.md");
      err.flush();
    }
    return ExitCode.COMPLETED;
  }

  private static Table table(List<Context> all, @Nullable String used) {
    Table table = new Table("", "NAME", "BOOTSTRAP SERVERS", "COMMAND CONFIG", "PREFIX", "LANE");
    for (Context one : all) {
      table.add(
          one.name().equals(used) ? "*" : "",
          one.name(),
          shown(one.bootstrapServers()),
          shown(one.commandConfig()),
          shown(one.topicPrefix()),
          shown(one.lane()));
    }
    return table;
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }

  private static @Nullable String text(@Nullable Path path) {
    return path == null ? null : path.toString();
  }

  private static String json(Context one, @Nullable String used) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("context", one.name());
    json.put("inUse", one.name().equals(used));
    json.put("bootstrapServers", one.bootstrapServers());
    json.put("commandConfig", text(one.commandConfig()));
    json.put("signingKey", text(one.signingKey()));
    json.put("trust", text(one.trust()));
    json.put("topicPrefix", one.topicPrefix());
    json.put("lane", one.lane());
    return PlainLine.json(json.toString());
  }
}
