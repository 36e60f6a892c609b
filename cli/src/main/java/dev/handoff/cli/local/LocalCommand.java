package dev.handoff.cli.local;

import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.state.LocalBoard;
import dev.handoff.cli.state.LocalProcess;
import dev.handoff.log.KafkaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Controls the local default by hand. This is optional: other commands start it as needed. */
@Command(
    name = "local",
    mixinStandardHelpOptions = true,
    description = "Start, stop or inspect the local broker and worker.")
public final class LocalCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    throw new ParameterException(spec.commandLine(), "name one of start, stop, status, logs");
  }

  @Command(
      description = "Start the local broker and worker, unless they run.",
      mixinStandardHelpOptions = true)
  int start() throws IOException {
    KafkaSettings kafka = LocalDefault.ofUser().ensureRunning();
    say("The local broker and worker run at " + kafka.bootstrapServers());
    return 0;
  }

  @Command(
      description = "Stop the local broker and worker. Running jobs start again at the next start.",
      mixinStandardHelpOptions = true)
  int stop() throws IOException {
    say(LocalDefault.ofUser().stop() ? "Stopped." : "It does not run.");
    return 0;
  }

  @Command(
      description = "Print whether the local broker and worker run. The exit code is 1 if not.",
      mixinStandardHelpOptions = true)
  int status() throws IOException {
    Optional<LocalProcess> running = LocalDefault.ofUser().running();
    if (running.isEmpty()) {
      say("It does not run; the first command that needs it starts it.");
      return 1;
    }
    LocalDefault local = LocalDefault.ofUser();
    LocalProcess process = running.get();
    say("%-8s %s".formatted("pid", process.pid()));
    say("%-8s %s".formatted("broker", process.bootstrapServer()));
    say("%-8s %s".formatted("build", process.build()));
    say("%-8s %s".formatted("since", process.startedAt()));
    Optional<LocalBoard> board = local.boardOf(process);
    if (board.isPresent()) {
      say("%-8s %s".formatted("board", board.get().address()));
    }
    say("%-8s %s".formatted("log", local.log()));
    return 0;
  }

  @Command(
      description = "Print the log of the local broker and worker.",
      mixinStandardHelpOptions = true)
  int logs() throws IOException {
    LocalDefault local = LocalDefault.ofUser();
    if (Files.exists(local.log())) {
      say(Files.readString(local.log()).stripTrailing());
    }
    return 0;
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(PlainLine.of(line));
    out.flush();
  }
}
