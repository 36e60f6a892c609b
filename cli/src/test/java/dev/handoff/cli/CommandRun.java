package dev.handoff.cli;

import dev.handoff.testkit.ProcessResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Output and exit code of a command that needs no broker, run in this JVM. */
public final class CommandRun {

  private CommandRun() {}

  public static ProcessResult of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine handoff =
        Handoff.commandLine(arguments).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit = handoff.execute(arguments);
    return new ProcessResult(exit, out.toString(), err.toString());
  }
}
