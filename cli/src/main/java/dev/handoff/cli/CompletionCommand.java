package dev.handoff.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete the commands of this very build. */
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

  /** Both get the same script: it finds out which of them reads it. */
  enum Shell {
    BASH,
    ZSH;

    /** As it is typed, and offered by the very script. */
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
