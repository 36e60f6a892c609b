package dev.handoff.cli.help;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The arguments and options of a command, by section. */
final class OptionList implements IHelpSectionRenderer {

  private static final int INDENT = 2;

  /** Holds {@code --progress-every=DURATION}; what is longer gets a line of its own. */
  private static final int NAMES = 27;

  @Override
  public String render(Help help) {
    StringBuilder text = new StringBuilder();
    sections(help.commandSpec())
        .forEach(
            (section, members) ->
                text.append(String.format("%n%s:%n", HelpSection.HEADINGS.get(section)))
                    .append(table(help, members)));
    return text.toString();
  }

  private static SortedMap<Integer, List<ArgSpec>> sections(CommandSpec command) {
    SortedMap<Integer, List<ArgSpec>> sections = new TreeMap<>();
    command.options().stream()
        .filter(option -> !option.hidden())
        .sorted(Comparator.comparing(HelpSection::isStandard))
        .forEach(
            option ->
                sections
                    .computeIfAbsent(HelpSection.of(option), key -> new ArrayList<>())
                    .add(option));
    if (!command.positionalParameters().isEmpty()) {
      sections
          .computeIfAbsent(ofArguments(sections), key -> new ArrayList<>())
          .addAll(0, command.positionalParameters());
    }
    return sections;
  }

  /**
   * The section for positional arguments: that of options such as {@code --last}, which replace
   * them.
   */
  private static int ofArguments(SortedMap<Integer, List<ArgSpec>> sections) {
    return Stream.of(HelpSection.JOBS, HelpSection.WORK)
        .filter(sections::containsKey)
        .findFirst()
        .orElse(HelpSection.ARGUMENTS);
  }

  private static TextTable table(Help help, List<ArgSpec> members) {
    int width = help.commandSpec().usageMessage().width();
    TextTable table =
        TextTable.forColumns(
            help.colorScheme(),
            new Column(NAMES, INDENT, Overflow.SPAN),
            new Column(width - NAMES, 1, Overflow.WRAP));
    table.indentWrappedLines = 0;
    for (ArgSpec member : members) {
      table.addRowValues(
          names(help, member), help.colorScheme().text(String.join(" ", member.description())));
    }
    return table;
  }

  private static Text names(Help help, ArgSpec member) {
    Text label =
        help.parameterLabelRenderer()
            .renderParameterLabel(member, help.ansi(), help.colorScheme().parameterStyles());
    if (!(member instanceof OptionSpec option)) {
      return label;
    }
    return help.colorScheme().optionText(String.join(", ", option.names())).concat(label);
  }
}
