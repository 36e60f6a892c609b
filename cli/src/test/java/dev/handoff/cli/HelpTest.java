package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help is the first thing that a new user reads. */
class HelpTest {

  private static final Set<String> HEADINGS =
      Set.of(
          "Arguments:",
          "Jobs:",
          "What to run:",
          "Where and when:",
          "Options:",
          "Waiting:",
          "Output:",
          "Connection:",
          "Signatures:");

  private static final List<String> CONNECTION =
      List.of(
          "Connection:",
          "--context",
          "--bootstrap-server",
          "--command-config",
          "--command-property",
          "--topic-prefix",
          "Signatures:",
          "--signing-key",
          "--trust");

  /** Limit for the lines of any command before those on clusters and keys. */
  private static final int SCREEN = 45;

  @Test
  void beginsWithExamplesAndGroupsTheCommands() {
    ProcessResult help = CommandRun.of("--help");

    assertThat(help.exit()).isZero();
    assertThat(help.stdout())
        .startsWith("Examples:\n  handoff task brief.yaml")
        .containsSubsequence("\nDelegate:\n  task ", "\nWatch:\n  board ", "\nRun workers:\n")
        .contains("Exit codes: 0 completed");
  }

  @Test
  void everyCommandSaysInOneWholeSentenceWhatItDoes() {
    commands()
        .filter(command -> !command.getSubcommands().isEmpty())
        .forEach(
            above -> {
              String help = above.getUsageMessage();
              above.getSubcommands().values().forEach(command -> assertNamed(help, command));
            });
  }

  private static void assertNamed(String help, CommandLine command) {
    String name = command.getCommandName();
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    String all = String.join(" ", usage.header().length > 0 ? usage.header() : usage.description());
    String line =
        help.lines().filter(one -> one.startsWith("  " + name + " ")).findFirst().orElseThrow();
    String said = line.substring(2 + name.length()).strip();
    assertThat(all).as(name).startsWith(said);
    assertThat(all.substring(said.length())).as(name).matches("|[.](| .*|%n)");
  }

  @Test
  void walksTheCommandsBelowCommandsToo() {
    assertThat(commands().map(command -> command.getCommandSpec().qualifiedName()))
        .contains("handoff", "handoff task", "handoff keys trust", "handoff worker config check");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionStandsOnceInASectionOfTheFixedSet(CommandLine command) {
    List<String> lines = command.getUsageMessage().lines().toList();

    for (OptionSpec option : command.getCommandSpec().options()) {
      String names = String.join(", ", option.names());
      List<String> rows = lines.stream().filter(line -> isRow(line, names)).toList();
      assertThat(rows).as(names).hasSize(option.hidden() ? 0 : 1);
      rows.forEach(row -> assertThat(HEADINGS).as(names).contains(heading(lines, row)));
    }
  }

  private static boolean isRow(String line, String names) {
    return line.startsWith("  " + names)
        && (line.length() == names.length() + 2
            || " =".indexOf(line.charAt(names.length() + 2)) >= 0);
  }

  private static String heading(List<String> lines, String row) {
    return lines.subList(0, lines.indexOf(row)).stream()
        .filter(line -> line.matches("\\S.*:"))
        .reduce("", (above, last) -> last);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noLineIsWiderThanATerminal(CommandLine command) {
    assertThat(command.getUsageMessage().lines()).allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theOptionsOfAConnectionComeLast(CommandLine command) {
    List<String> options =
        command
            .getUsageMessage()
            .lines()
            .filter(line -> HEADINGS.contains(line) || line.matches("  -.*"))
            .map(line -> line.strip().replaceAll("[ =].*", ""))
            .toList();
    List<String> names = List.of("Connection:", "Signatures:");
    int first = (int) options.stream().takeWhile(line -> !names.contains(line)).count();

    assertThat(options.subList(0, first)).doesNotContainAnyElementsOf(CONNECTION);
    assertThat(options.subList(first, options.size())).isSubsetOf(CONNECTION);
  }

  @ParameterizedTest
  @MethodSource("commandsOfHandoff")
  void whatComesBeforeThemFitsOnAScreen(CommandLine command) {
    assertThat(
            command
                .getUsageMessage()
                .lines()
                .takeWhile(line -> !line.equals("Connection:") && !line.equals("Signatures:")))
        .hasSizeLessThanOrEqualTo(SCREEN);
  }

  @ParameterizedTest
  @MethodSource("ownCommands")
  void noSentenceOfHelpIsCutByHand(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    Stream<String[]> texts =
        Stream.concat(
            Stream.<String[]>of(usage.description()),
            command.getCommandSpec().options().stream().map(OptionSpec::description));

    assertThat(texts).allSatisfy(text -> assertThat(text).hasSizeLessThanOrEqualTo(1));
  }

  /** All commands, including subcommands. */
  private static Stream<CommandLine> commands() {
    return below(Handoff.commandLine());
  }

  /** The page of {@code handoff} itself is a list of commands, and longer. */
  private static Stream<CommandLine> commandsOfHandoff() {
    return commands().filter(command -> command.getParent() != null);
  }

  /** Leaves out the command of picocli, whose texts are not ours. */
  private static Stream<CommandLine> ownCommands() {
    return commands()
        .filter(command -> !(command.getCommandSpec().userObject() instanceof HelpCommand));
  }

  private static Stream<CommandLine> below(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::below));
  }
}
