package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The first thing that a newcomer reads. */
class HelpTest {

  @Test
  void beginsWithExamplesAndGroupsTheCommands() {
    ProcessResult help = CommandRun.of("--help");

    assertThat(help.exit()).isZero();
    assertThat(help.stdout())
        .startsWith("Examples:\n  handoff task brief.yaml")
        .containsSubsequence("\nDelegate:\n  task ", "\nWatch:\n  await ", "\nRun workers:\n")
        .contains("Exit codes: 0 completed");
    assertThat(help.stdout().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void everyCommandSaysInOneWholeSentenceWhatItDoes() {
    String help = CommandRun.of("--help").stdout();

    for (CommandLine command : Handoff.commandLine().getSubcommands().values()) {
      String name = command.getCommandName();
      var usage = command.getCommandSpec().usageMessage();
      String all =
          String.join(" ", usage.header().length > 0 ? usage.header() : usage.description());
      String line =
          help.lines().filter(one -> one.startsWith("  " + name + " ")).findFirst().orElseThrow();
      String said = line.substring(2 + name.length()).strip();
      assertThat(all).as(name).startsWith(said);
      assertThat(all.substring(said.length())).as(name).matches("|[.](| .*)");
    }
  }
}
