package dev.handoff.brief;

import dev.handoff.brief.Brief.Network;
import java.util.List;

/**
 * What a worker lets briefs ask for. Pure: the same brief and policy give the same answer wherever
 * it is asked, at submit and at the worker.
 *
 * @param repositories globs on paths and URLs
 * @param paths {@code .gitignore}-style globs, from the repository's root, of what may change at
 *     most; empty: all
 * @param agents globs on their names
 * @param commands globs on the programs that briefs name
 * @param network off: nobody has it, whatever a brief says
 * @param variables globs on the names of the worker's variables that a brief may ask for
 * @param branches globs on the names that branches of results may have
 * @param push whether results may go to repositories that are not on the worker's disk
 * @param permit names of tripwires that do not count
 * @param allowsProductionCredentials whether a worker may run that sees some itself
 */
public record Policy(
    List<String> repositories,
    List<String> paths,
    List<String> agents,
    List<String> commands,
    Network network,
    List<String> variables,
    List<String> branches,
    boolean push,
    List<String> permit,
    boolean allowsProductionCredentials) {

  private static final List<String> ALL = List.of("**");

  /** Of a worker without a file: any repository, none of its variables, no push to the network. */
  public static final Policy DEFAULT =
      new Policy(ALL, List.of(), ALL, ALL, Network.ON, List.of(), ALL, false, List.of(), false);

  /** Of a submitter who does not know the worker's: only the tripwires. */
  public static final Policy OF_SUBMITTER =
      new Policy(ALL, List.of(), ALL, ALL, Network.ON, ALL, ALL, true, List.of(), false);

  /** Lists are copied. */
  public Policy {
    repositories = List.copyOf(repositories);
    paths = List.copyOf(paths);
    agents = List.copyOf(agents);
    commands = List.copyOf(commands);
    variables = List.copyOf(variables);
    branches = List.copyOf(branches);
    permit = List.copyOf(permit);
  }

  /** Whether a brief may have the worker's variable of that name. */
  public boolean permitsVariable(String name) {
    return matches(variables, name);
  }

  /** Whether a branch of a result may have that name. */
  public boolean permitsBranch(String name) {
    return matches(branches, name);
  }

  static boolean matches(List<String> globs, String text) {
    return globs.stream().anyMatch(glob -> new Glob(glob).matches(text));
  }
}
