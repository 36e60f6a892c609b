package dev.handoff.cli.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.console.Table;
import dev.handoff.cli.context.Cluster;
import dev.handoff.cli.context.Setting;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.options.ConnectionOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints which cluster a command with these options would use, and why. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Print which cluster a command would use, and why. Each value is printed with its origin, for the connection options given here.")
final class ContextShowCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;

  @Option(names = "--json", order = HelpSection.OUTPUT, description = "Print one JSON object.")
  private boolean isJson;

  @Override
  public Integer call() throws IOException {
    Map<String, Setting<?>> settings = settings();
    PrintWriter out = spec.commandLine().getOut();
    (isJson ? List.of(json(settings)) : table(settings).lines()).forEach(out::println);
    out.flush();
    return ExitCode.COMPLETED;
  }

  private Map<String, Setting<?>> settings() throws IOException {
    Cluster cluster = connection.cluster();
    Map<String, Setting<?>> settings = new LinkedHashMap<>();
    settings.put("context", cluster.context());
    settings.put("bootstrapServers", cluster.bootstrapServers());
    settings.put("commandConfig", cluster.commandConfig());
    settings.put("topicPrefix", cluster.topicPrefix());
    settings.put("lane", cluster.lane());
    settings.put("signingKey", connection.signingKey());
    settings.put("trust", connection.trust());
    return settings;
  }

  private static Table table(Map<String, Setting<?>> settings) {
    Table table = new Table("SETTING", "VALUE", "FROM");
    settings.forEach(
        (name, setting) -> {
          Object value = setting.value();
          String words = name.replaceAll("([A-Z])", " $1").toLowerCase(java.util.Locale.ROOT);
          table.add(words, value == null ? "-" : value.toString(), setting.origin());
        });
    return table;
  }

  private static String json(Map<String, Setting<?>> settings) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    settings.forEach(
        (name, setting) -> {
          Object value = setting.value();
          json.putObject(name)
              .put("value", value == null ? null : value.toString())
              .put("from", setting.origin());
        });
    return PlainLine.json(json.toString());
  }
}
