package dev.handoff.cli.help;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Lists the subcommands of a command; those of {@code handoff} itself are grouped by purpose. */
final class CommandList implements IHelpSectionRenderer {

  private static final Map<String, List<String>> GROUPS = groups();

  private static Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    groups.put("Delegate", List.of("task", "retry", "cancel", "mcp"));
    groups.put(
        "Watch", List.of("board", "await", "status", "list", "logs", "events", "result", "apply"));
    groups.put("Write good briefs", List.of("brief", "note"));
    groups.put("Run workers", List.of("worker", "workers", "exporter", "dead-letters", "local"));
    groups.put("Look after a cluster", List.of("gateway", "context", "setup", "doctor", "keys"));
    return groups;
  }

  @Override
  public String render(Help help) {
    Map<String, Help> left = new LinkedHashMap<>(help.subcommands());
    StringBuilder text = new StringBuilder();
    if (help.commandSpec().parent() != null) {
      append(text, "Commands", List.copyOf(left.values()));
      return text.toString();
    }
    for (Map.Entry<String, List<String>> group : GROUPS.entrySet()) {
      List<Help> members = new ArrayList<>();
      group.getValue().stream().filter(left::containsKey).map(left::remove).forEach(members::add);
      append(text, group.getKey(), members);
    }
    append(text, "More", List.copyOf(left.values()));
    return text.toString();
  }

  private static void append(StringBuilder text, String group, List<Help> members) {
    if (members.isEmpty()) {
      return;
    }
    text.append(String.format("%n%s:%n", group));
    for (Help command : members) {
      text.append(
          String.format("  %-13s %s%n", command.commandSpec().name(), firstSentence(command)));
    }
  }

  /** The first sentence of the description; the rest is for the command's own help. */
  private static String firstSentence(Help command) {
    UsageMessageSpec usage = command.commandSpec().usageMessage();
    String[] words = usage.header().length > 0 ? usage.header() : usage.description();
    String all = String.join(" ", words);
    int end = all.indexOf(". ");
    String sentence = end < 0 ? all : all.substring(0, end);
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
