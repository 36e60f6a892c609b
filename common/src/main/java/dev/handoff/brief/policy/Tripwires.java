package dev.handoff.brief.policy;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Command;
import dev.handoff.brief.schema.DisplayValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds signs of production in a brief: commands that change a live system, variables of
 * production, files of credentials. These are tripwires, not a sandbox: a script can do more than
 * its name says. Checks only commands and files, never prose.
 */
final class Tripwires {

  static final String VARIABLES = "production-variables";
  static final String CREDENTIALS = "credential-files";

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{?([A-Za-z_][A-Za-z0-9_]*)");
  private static final Pattern ABSOLUTE = Pattern.compile("(~|/|\\$HOME|\\$\\{HOME}).*");

  private final Collection<String> permitted;
  // Several commands can trip the same wire at the same place; one report is enough.
  private final Set<Refusal> found = new LinkedHashSet<>();

  private Tripwires(Collection<String> permitted) {
    this.permitted = permitted;
  }

  /** All names that a policy can permit. */
  static Set<String> names() {
    Set<String> names = new TreeSet<>(DeployCommands.names());
    names.addAll(Set.of(VARIABLES, CREDENTIALS));
    return names;
  }

  static List<Refusal> seen(Brief brief, Collection<String> permitted) {
    Tripwires wires = new Tripwires(permitted);
    for (int i = 0; i < brief.setup().size(); i++) {
      wires.command("setup[" + i + "]", brief.setup().get(i));
    }
    if (brief.run() instanceof RunCommand run) {
      wires.command("run.command", run.command());
    }
    for (int i = 0; i < brief.checks().size(); i++) {
      wires.command("checks[" + i + "].run", brief.checks().get(i).run());
    }
    wires.environment(brief.env());
    for (int i = 0; i < brief.inputs().size(); i++) {
      wires.file("inputs[" + i + "]", brief.inputs().get(i));
    }
    return List.copyOf(wires.found);
  }

  private void command(String where, Command command) {
    for (Invocation invocation : Invocation.of(command)) {
      DeployCommands.tripped(invocation)
          .ifPresent(
              name ->
                  trip(name, where, "`" + shown(invocation) + "` looks like a live deployment"));
      invocation.arguments().stream()
          .filter(argument -> ABSOLUTE.matcher(argument).matches())
          .forEach(argument -> file(where, argument));
    }
    for (String word : command.argv()) {
      Matcher reference = REFERENCE.matcher(word);
      while (reference.find()) {
        variable(where, reference.group(1));
      }
    }
  }

  private static String shown(Invocation invocation) {
    List<String> words = new ArrayList<>(List.of(invocation.program()));
    words.addAll(invocation.arguments());
    return DisplayValue.of(String.join(" ", words));
  }

  private void environment(List<String> entries) {
    for (int i = 0; i < entries.size(); i++) {
      String[] parts = entries.get(i).split("=", 2);
      variable("env[" + i + "]", parts[0]);
      if (parts.length == 2) {
        file("env[" + i + "]", parts[1]);
      }
    }
  }

  private void variable(String where, String name) {
    if (ProductionNames.isOfProduction(name)) {
      trip(VARIABLES, where, DisplayValue.of(name) + " looks like a variable of production");
    }
  }

  private void file(String where, String path) {
    if (ProductionNames.isCredentialFile(path)) {
      trip(CREDENTIALS, where, DisplayValue.of(path) + " looks like a file of credentials");
    }
  }

  private void trip(String name, String where, String what) {
    if (!permitted.contains(name)) {
      found.add(
          new Refusal(
              where,
              what
                  + ", which no job may have unattended (tripwire "
                  + name
                  + "). If it is none, the worker's file can say policy: {permit: ["
                  + name
                  + "]}"));
    }
  }
}
