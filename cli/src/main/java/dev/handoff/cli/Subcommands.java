package dev.handoff.cli;

import dev.handoff.cli.apply.ApplyCommand;
import dev.handoff.cli.await.AwaitCommand;
import dev.handoff.cli.brief.BriefCommand;
import dev.handoff.cli.brief.NoteCommand;
import dev.handoff.cli.cluster.ContextCommand;
import dev.handoff.cli.cluster.DeadLettersCommand;
import dev.handoff.cli.cluster.DoctorCommand;
import dev.handoff.cli.cluster.KeysCommand;
import dev.handoff.cli.cluster.SetupCommand;
import dev.handoff.cli.cluster.WorkersCommand;
import dev.handoff.cli.gateway.BoardCommand;
import dev.handoff.cli.gateway.GatewayCommand;
import dev.handoff.cli.local.LocalCommand;
import dev.handoff.cli.mcp.McpCommand;
import dev.handoff.cli.show.EventsCommand;
import dev.handoff.cli.show.ListCommand;
import dev.handoff.cli.show.LogsCommand;
import dev.handoff.cli.show.ResultCommand;
import dev.handoff.cli.show.StatusCommand;
import dev.handoff.cli.submit.CancelCommand;
import dev.handoff.cli.submit.RetryCommand;
import dev.handoff.cli.submit.TaskCommand;
import dev.handoff.cli.worker.ExporterCommand;
import dev.handoff.cli.worker.WorkerCommand;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.HelpCommand;

/**
 * The commands by their names. Reading the annotations of all of them takes longer than most
 * commands take to run, so a start reads only those of the named command.
 */
final class Subcommands {

  private static final Map<String, Class<?>> ALL = all();
  private static final Set<String> ABOUT_ALL = Set.of("help", "completion");
  private static final Set<String> VERSION = Set.of("--version", "-V");

  private Subcommands() {}

  private static Map<String, Class<?>> all() {
    Map<String, Class<?>> all = new LinkedHashMap<>();
    all.put("task", TaskCommand.class);
    all.put("await", AwaitCommand.class);
    all.put("status", StatusCommand.class);
    all.put("list", ListCommand.class);
    all.put("logs", LogsCommand.class);
    all.put("events", EventsCommand.class);
    all.put("result", ResultCommand.class);
    all.put("apply", ApplyCommand.class);
    all.put("cancel", CancelCommand.class);
    all.put("retry", RetryCommand.class);
    all.put("dead-letters", DeadLettersCommand.class);
    all.put("brief", BriefCommand.class);
    all.put("note", NoteCommand.class);
    all.put("worker", WorkerCommand.class);
    all.put("workers", WorkersCommand.class);
    all.put("exporter", ExporterCommand.class);
    all.put("board", BoardCommand.class);
    all.put("gateway", GatewayCommand.class);
    all.put("keys", KeysCommand.class);
    all.put("local", LocalCommand.class);
    all.put("context", ContextCommand.class);
    all.put("setup", SetupCommand.class);
    all.put("doctor", DoctorCommand.class);
    all.put("mcp", McpCommand.class);
    all.put("skill", SkillCommand.class);
    all.put("completion", CompletionCommand.class);
    all.put("help", HelpCommand.class);
    return all;
  }

  /**
   * All commands, unless the first argument is the version option or a command that lists no
   * others.
   */
  static Collection<Class<?>> neededBy(String[] args) {
    String first = args.length == 0 ? "" : args[0];
    if (VERSION.contains(first)) {
      return List.of();
    }
    return ALL.containsKey(first) && !ABOUT_ALL.contains(first)
        ? List.of(ALL.get(first))
        : ALL.values();
  }
}
