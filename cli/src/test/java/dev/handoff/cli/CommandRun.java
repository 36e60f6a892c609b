package dev.handoff.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** One command line run in this JVM, and what became of it. */
record CommandRun(int exit, String out, String err) {

  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine handoff = Handoff.commandLine();
    handoff.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit = handoff.execute(arguments);
    return new CommandRun(exit, out.toString(), err.toString());
  }
}
