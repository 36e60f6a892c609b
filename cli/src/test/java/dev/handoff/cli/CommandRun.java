package dev.handoff.cli;

import dev.handoff.testkit.ProcessResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** A command that needs no broker, run in this JVM: what it prints, and its exit code. */
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
