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
 * Decides what briefs may request from a worker. Pure: the same brief and policy give the same
 * answer at submit and at the worker.
 *
 * @param repositories globs on paths and URLs
 * @param paths {@code .gitignore}-style globs, from the repository's root, of the files that may
 *     change, without those with {@code !}; empty: all
 * @param agents globs on their names
 * @param commands globs on the programs that briefs name
 * @param network off: no job has it, whatever its brief says
 * @param variables globs on the names of the worker's variables that a brief may ask for
 * @param branches globs on the allowed names of result branches
 * @param push whether results may be pushed to repositories that are not on the worker's disk
 * @param permit names of tripwires to ignore
 * @param allowsProductionCredentials whether a worker may run that itself has such credentials
 * @param carry whether files of the submitter's working tree may come with a job; null: not set,
 *     and only the worker of the local default permits it
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

  /**
   * The policy of a worker without a file: any repository, none of its variables, no push to the
   * network.
   */
  public static final Policy DEFAULT =
      new Policy(ALL, List.of(), ALL, ALL, Network.ON, List.of(), ALL, false, List.of(), false);

  /** The policy for a submitter that does not know the worker's: only the tripwires. */
  public static final Policy OF_SUBMITTER =
      new Policy(ALL, List.of(), ALL, ALL, Network.ON, ALL, ALL, true, List.of(), false);

  /** Copies lists. */
  public Policy {
    repositories = List.copyOf(repositories);
    paths = List.copyOf(paths);
    agents = List.copyOf(agents);
    commands = List.copyOf(commands);
    variables = List.copyOf(variables);
    branches = List.copyOf(branches);
    permit = List.copyOf(permit);
  }

  /** A policy that does not set whether files may be carried. */
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
   * The same for the local default. Carried files stay with their user there, so they are permitted
   * unless the policy says otherwise.
   */
  public Policy ofLocalDefault() {
    return carry == null ? withCarry(true) : this;
  }

  /** The same with another rule for carried files. */
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

  /** The valid names in {@code permit}. */
  public static Set<String> tripwires() {
    return Tripwires.names();
  }

  /** Everything that the brief requests and this policy refuses; empty: it may run. */
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
        // PATH, LD_PRELOAD, NODE_OPTIONS, HOME: the variables that decide which program runs cannot
        // be listed.
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

  /**
   * The repository without credentials in its URL, which are secret and do not change where it is.
   */
  public static String shownRepository(String repo) {
    return DisplayValue.of(withoutLogin(repo));
  }

  private static String withoutLogin(String repo) {
    return repo.replaceFirst("^([A-Za-z][A-Za-z0-9+.-]*://)[^/@]*@", "$1");
  }

  /**
   * Whether jobs may work on the repository. A path or URL with {@code ..} or with encoded
   * characters is permitted only where all repositories are.
   */
  public boolean permitsRepository(String repo) {
    return permitsRepository(repositories, repo);
  }

  /** Whether a glob names the repository, and does not only permit all. */
  public boolean namesRepository(String repo) {
    return !repositories.contains("**") && permitsRepository(repo);
  }

  /** Like {@link #permitsRepository(String)}, with other globs. */
  public static boolean permitsRepository(List<String> repositories, String repo) {
    String plain = withoutLogin(repo).replaceFirst("/+$", "");
    boolean isDevious = plain.contains("/../") || plain.endsWith("/..") || plain.contains("%");
    return repositories.contains("**") || !isDevious && matches(repositories, plain);
  }

  /** Whether a brief may request the worker's variable of that name. */
  public boolean permitsVariable(String name) {
    return matches(variables, name);
  }

  /** Whether a result branch may have that name. */
  public boolean permitsBranch(String name) {
    return matches(branches, name);
  }

  /** Whether one of the globs matches the whole text. */
  public static boolean matches(List<String> globs, String text) {
    return globs.stream().anyMatch(glob -> new Glob(glob).matches(text));
  }
}
