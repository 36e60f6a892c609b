package dev.handoff.brief.policy;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.Brief.Output;
import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Command;
import dev.handoff.brief.schema.DisplayValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a worker lets briefs ask for. Pure: the same brief and policy give the same answer wherever
 * it is asked, at submit and at the worker.
 *
 * @param repositories globs on paths and URLs
 * @param paths {@code .gitignore}-style globs, from the repository's root, of what may change at
 *     most, those with {@code !} taken away; empty: all
 * @param agents globs on their names
 * @param commands globs on the programs that briefs name
 * @param network off: nobody has it, whatever a brief says
 * @param variables globs on the names of the worker's variables that a brief may ask for
 * @param branches globs on the names that branches of results may have
 * @param push whether results may go to repositories that are not on the worker's disk
 * @param permit names of tripwires that do not count
 * @param allowsProductionCredentials whether a worker may run that sees some itself
 * @param carry whether files of the submitter's working tree may come with a job; null: nobody said
 *     so, and the local default's worker alone permits it
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
    boolean allowsProductionCredentials,
    @Nullable Boolean carry) {

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

  /** Where nobody said whether files may be carried. */
  public Policy(
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
    this(
        repositories,
        paths,
        agents,
        commands,
        network,
        variables,
        branches,
        push,
        permit,
        allowsProductionCredentials,
        null);
  }

  /**
   * The same for the local default: what is carried there stays with its user, so it is permitted
   * unless the policy says otherwise.
   */
  public Policy ofLocalDefault() {
    return carry == null ? withCarry(true) : this;
  }

  /** The same, but for whether files may be carried. */
  public Policy withCarry(boolean isPermitted) {
    return new Policy(
        repositories,
        paths,
        agents,
        commands,
        network,
        variables,
        branches,
        push,
        permit,
        allowsProductionCredentials,
        isPermitted);
  }

  /** The names that {@code permit} knows. */
  public static Set<String> tripwires() {
    return Tripwires.names();
  }

  /** All that the brief asks for and cannot have here; empty: it may run. */
  public List<Refusal> refusals(Brief brief) {
    List<Refusal> refusals = new ArrayList<>();
    String repo = brief.scope().repo();
    if (repo != null && !permitsRepository(repo)) {
      refuse(refusals, "scope.repo", shownRepository(repo), "repositories");
    }
    if (brief.scope().carries() && !Boolean.TRUE.equals(carry)) {
      refusals.add(
          new Refusal(
              "scope.carry",
              "files that git does not hold may not come with a job here: write policy: {carry: true} to permit it (policy.carry)"));
    }
    if (brief.run() instanceof RunAgent run && !matches(agents, run.agent())) {
      refuse(refusals, "run.agent", run.agent(), "agents");
    }
    commands(brief, refusals);
    for (int i = 0; i < brief.env().size(); i++) {
      String entry = brief.env().get(i);
      String name = entry.split("=", 2)[0];
      if (entry.indexOf('=') < 0 && !permitsVariable(entry)) {
        refuse(refusals, "env[" + i + "]", "the worker's variable " + entry, "variables");
      } else if (!commands.equals(ALL) && !permitsVariable(name)) {
        // PATH, LD_PRELOAD, NODE_OPTIONS, HOME: nobody knows all that choose what a program runs.
        String what = "the variable " + DisplayValue.of(name) + " where policy.commands counts";
        refuse(refusals, "env[" + i + "]", what, "variables");
      }
    }
    boolean isPushed = brief.output().contains(Output.PULL_REQUEST);
    if (isPushed && !push && repo != null && !repo.startsWith("/")) {
      refusals.add(
          new Refusal(
              "output", "pull_request needs a push to the repository, and policy.push is false"));
    }
    refusals.addAll(Tripwires.seen(brief, permit));
    return List.copyOf(refusals);
  }

  private void commands(Brief brief, List<Refusal> refusals) {
    if (commands.equals(ALL)) {
      return;
    }
    for (int i = 0; i < brief.setup().size(); i++) {
      command("setup[" + i + "]", brief.setup().get(i), refusals);
    }
    if (brief.run() instanceof RunCommand run) {
      command("run.command", run.command(), refusals);
    }
    for (int i = 0; i < brief.checks().size(); i++) {
      command("checks[" + i + "].run", brief.checks().get(i).run(), refusals);
    }
  }

  private void command(String where, Command command, List<Refusal> refusals) {
    String program = command.argv().get(0);
    if (!matches(commands, program)) {
      refuse(refusals, where, "the program " + DisplayValue.of(program), "commands");
    }
  }

  private static void refuse(List<Refusal> refusals, String where, String what, String setting) {
    refusals.add(
        new Refusal(
            where, what + " is not among what the policy permits (policy." + setting + ")"));
  }

  /** A login in a URL says nothing of where it leads, and is nobody's to read. */
  public static String shownRepository(String repo) {
    return DisplayValue.of(withoutLogin(repo));
  }

  private static String withoutLogin(String repo) {
    return repo.replaceFirst("^([A-Za-z][A-Za-z0-9+.-]*://)[^/@]*@", "$1");
  }

  /**
   * Whether jobs may work on the repository. A path or URL that goes up, or is spelled in another
   * way than people read it, is permitted only where all are.
   */
  public boolean permitsRepository(String repo) {
    return permitsRepository(repositories, repo);
  }

  /** Whether the repository is permitted by a glob of its own, and not because all are. */
  public boolean namesRepository(String repo) {
    return !repositories.contains("**") && permitsRepository(repo);
  }

  /** Like {@link #permitsRepository(String)}, for globs of somebody else. */
  public static boolean permitsRepository(List<String> repositories, String repo) {
    String plain = withoutLogin(repo).replaceFirst("/+$", "");
    boolean isDevious = plain.contains("/../") || plain.endsWith("/..") || plain.contains("%");
    return repositories.contains("**") || !isDevious && matches(repositories, plain);
  }

  /** Whether a brief may have the worker's variable of that name. */
  public boolean permitsVariable(String name) {
    return matches(variables, name);
  }

  /** Whether a branch of a result may have that name. */
  public boolean permitsBranch(String name) {
    return matches(branches, name);
  }

  /** Whether one of the globs matches the whole text. */
  public static boolean matches(List<String> globs, String text) {
    return globs.stream().anyMatch(glob -> new Glob(glob).matches(text));
  }
}
