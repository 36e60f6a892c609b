package dev.handoff.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes the commands of this build in a shell. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Print a script that lets a shell complete commands and options.",
    footer = {
      "",
      "Examples:",
      "  source <(handoff completion bash)           for this shell, or in ~/.bashrc",
      "  source <(handoff completion zsh)            for this shell, or in ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {

  /** Both get the same script, which detects the shell that reads it. */
  enum Shell {
    BASH,
    ZSH;

    /** Lower case, as users type it and the script offers it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "One of: bash, zsh.")
  private Shell shell;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
    out.flush();
    return 0;
  }
}
