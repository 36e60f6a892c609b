package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.await.AwaitCommand;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SubcommandsTest {

  @Test
  void eachIsFoundByTheNameThatItHasItself() {
    for (Map.Entry<String, CommandLine> each : Handoff.commandLine().getSubcommands().entrySet()) {
      assertThat(Subcommands.neededBy(new String[] {each.getKey(), "--help"}))
          .contains(each.getValue().getCommandSpec().userObject().getClass());
    }
  }

  @Test
  void aCommandThatIsNamedIsReadAlone() {
    assertThat(Subcommands.neededBy(new String[] {"await", "task-x"}))
        .containsExactly(AwaitCommand.class);
  }

  @Test
  void whatConcernsAllCommandsReadsAll() {
    int all = Handoff.commandLine().getSubcommands().size();

    assertThat(Subcommands.neededBy(new String[] {})).hasSize(all);
    assertThat(Subcommands.neededBy(new String[] {"help", "await"})).hasSize(all);
    assertThat(Subcommands.neededBy(new String[] {"completion", "bash"})).hasSize(all);
    assertThat(Subcommands.neededBy(new String[] {"awiat"})).hasSize(all);
    assertThat(Subcommands.neededBy(new String[] {"--help"})).hasSize(all);
  }
}
