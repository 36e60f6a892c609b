package dev.handoff.brief;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A brief: goal, scope, constraints, checks and output of a job. Immutable and complete: it
 * contains the defaults that the written form left out.
 *
 * <p>The names of the fields are a contract with people and with {@code brief.schema.json}. {@link
 * BriefReader} reads and validates the written form.
 *
 * @param brief schema version, 1
 * @param title one line; default: the goal's first line, cut at a word to 72 characters
 * @param expect how long the author thinks it takes
 * @param template the template that the brief came from
 * @param protect globs of files that are restored to their state before the job when checks run;
 *     null: none
 */
public record Brief(
    int brief,
    String title,
    String goal,
    Scope scope,
    List<String> constraints,
    List<String> inputs,
    List<Command> setup,
    Run run,
    List<String> env,
    Network network,
    List<Check> checks,
    boolean baseline,
    List<String> artifacts,
    List<Output> output,
    Changes changes,
    @Nullable Duration expect,
    Limits limits,
    Retries retries,
    String lane,
    @Nullable String template,
    @Nullable List<String> protect) {

  /** The version of the schema. */
  public static final int VERSION = 1;

  public static final String DEFAULT_LANE = "standard";

  /** Copies lists, and requires the parts that have no default. */
  public Brief {
    requirePresent("goal", goal);
    requirePresent("title", title);
    requirePresent("scope", scope);
    requirePresent("run", run);
    requirePresent("limits", limits);
    requirePresent("retries", retries);
    requirePresent("lane", lane);
    requirePresent("network", network);
    requirePresent("changes", changes);
    constraints = copied(constraints);
    inputs = copied(inputs);
    setup = copied(setup);
    env = copied(env);
    checks = copied(checks);
    artifacts = copied(artifacts);
    output = copied(output);
    // An empty list is left out of the JSON: workers of an older build refuse unknown fields.
    protect = protect == null || protect.isEmpty() ? null : List.copyOf(protect);
  }

  /** A brief that protects nothing. */
  public Brief(
      int brief,
      String title,
      String goal,
      Scope scope,
      List<String> constraints,
      List<String> inputs,
      List<Command> setup,
      Run run,
      List<String> env,
      Network network,
      List<Check> checks,
      boolean baseline,
      List<String> artifacts,
      List<Output> output,
      Changes changes,
      @Nullable Duration expect,
      Limits limits,
      Retries retries,
      String lane,
      @Nullable String template) {
    this(
        brief,
        title,
        goal,
        scope,
        constraints,
        inputs,
        setup,
        run,
        env,
        network,
        checks,
        baseline,
        artifacts,
        output,
        changes,
        expect,
        limits,
        retries,
        lane,
        template,
        null);
  }

  /** The globs of {@code protect}; empty if there are none. */
  public List<String> protectedGlobs() {
    return protect == null ? List.of() : protect;
  }

  private static void requirePresent(String name, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must be there, got: nothing");
    }
  }

  private static <T> List<T> copied(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** The same brief with a pinned source, as it is sent. */
  public Brief withSource(@Nullable String repo, @Nullable String ref) {
    return withScope(
        new Scope(repo, ref, scope.dir(), scope.include(), scope.exclude(), null, scope.carry()));
  }

  /** The same brief with the sources of its commit; null: without, as people write it. */
  public Brief withSources(@Nullable Sources sources) {
    return withScope(
        new Scope(
            scope.repo(),
            scope.ref(),
            scope.dir(),
            scope.include(),
            scope.exclude(),
            sources,
            scope.carry()));
  }

  /** The same without what submit added to it. */
  public Brief asWritten() {
    return withSources(scope.floats() ? Sources.FLOATING : null);
  }

  private Brief withScope(Scope other) {
    return new Brief(
        brief,
        title,
        goal,
        other,
        constraints,
        inputs,
        setup,
        run,
        env,
        network,
        checks,
        baseline,
        artifacts,
        output,
        changes,
        expect,
        limits,
        retries,
        lane,
        template,
        protect);
  }

  /** The same with each text mapped, except values that programs use. */
  public Brief mapTexts(UnaryOperator<String> operator) {
    TextMapper texts = new TextMapper(operator);
    return new Brief(
        brief,
        texts.map(title),
        texts.map(goal),
        scope.mapTexts(texts),
        texts.map(constraints),
        texts.map(inputs),
        setup.stream().map(command -> command.mapTexts(texts)).toList(),
        run.mapTexts(texts),
        env,
        network,
        checks.stream().map(check -> check.mapTexts(texts)).toList(),
        baseline,
        texts.map(artifacts),
        output,
        changes,
        expect,
        limits,
        retries,
        lane,
        texts.mapIfThere(template),
        texts.mapIfThere(protect));
  }

  /** The parts that a steward needs: lane, limits and retries. */
  public Brief withoutTexts() {
    return new Brief(
        brief,
        "",
        "",
        new Scope(null, null, "", List.of(), List.of()),
        List.of(),
        List.of(),
        List.of(),
        run.withoutTexts(),
        List.of(),
        network,
        List.of(),
        baseline,
        List.of(),
        List.of(),
        changes,
        expect,
        limits,
        retries,
        lane,
        null,
        null);
  }

  /**
   * Where the work happens.
   *
   * @param repo URL or path; null for a job that needs no repository
   * @param ref pinned to a commit at submit, unless it floats
   * @param dir where commands run, and the base of globs and inputs; empty: the root
   * @param include {@code .gitignore}-style globs; empty: everything under {@code dir}
   * @param sources only on the log, where submit adds it; null: {@code repo} is all there is
   * @param carry globs of files that the commit does not have and the job gets from the submitter's
   *     working tree; null: none
   */
  public record Scope(
      @Nullable String repo,
      @Nullable String ref,
      String dir,
      List<String> include,
      List<String> exclude,
      @Nullable Sources sources,
      @Nullable List<String> carry) {

    public Scope {
      dir = dir == null ? "" : dir;
      include = copied(include);
      exclude = copied(exclude);
      // An empty list is left out of the JSON, as for protect.
      carry = carry == null || carry.isEmpty() ? null : List.copyOf(carry);
    }

    /** A scope that carries nothing. */
    public Scope(
        @Nullable String repo,
        @Nullable String ref,
        String dir,
        List<String> include,
        List<String> exclude,
        @Nullable Sources sources) {
      this(repo, ref, dir, include, exclude, sources, null);
    }

    public Scope(
        @Nullable String repo,
        @Nullable String ref,
        String dir,
        List<String> include,
        List<String> exclude) {
      this(repo, ref, dir, include, exclude, null, null);
    }

    /** The globs of {@code carry}; empty if there are none. */
    public List<String> carriedGlobs() {
      return carry == null ? List.of() : carry;
    }

    /** Whether the worker pins {@code ref}. */
    public boolean floats() {
      return sources != null && sources.floating() != null;
    }

    /** Whether files of the submitter's working tree come with the job. */
    public boolean carries() {
      return carry != null || sources != null && sources.carried() != null;
    }

    Scope mapTexts(TextMapper texts) {
      return new Scope(
          texts.mapIfThere(repo),
          texts.mapIfThere(ref),
          texts.map(dir),
          texts.map(include),
          texts.map(exclude),
          sources == null ? null : sources.mapTexts(texts),
          texts.mapIfThere(carry));
    }
  }

  /** What to run: exactly one of a command, an agent or a Java handler. */
  public sealed interface Run {

    /** The same with each text mapped, except the name of the program, agent or handler. */
    Run mapTexts(TextMapper texts);

    /** The same without its input. */
    Run withoutTexts();
  }

  /** Runs a program. */
  public record RunCommand(Command command) implements Run {
    public RunCommand {
      requirePresent("run.command", command);
    }

    @Override
    public Run mapTexts(TextMapper texts) {
      return new RunCommand(command.mapTexts(texts));
    }

    @Override
    public Run withoutTexts() {
      return new RunCommand(Command.of(""));
    }
  }

  /**
   * Runs a coding agent.
   *
   * @param budget in US dollars
   */
  public record RunAgent(
      String agent,
      @Nullable String model,
      @Nullable String effort,
      @Nullable Integer turns,
      @Nullable Double budget)
      implements Run {

    @Override
    public Run mapTexts(TextMapper texts) {
      return new RunAgent(agent, texts.mapIfThere(model), texts.mapIfThere(effort), turns, budget);
    }

    @Override
    public Run withoutTexts() {
      return new RunAgent(agent, null, null, turns, budget);
    }
  }

  /**
   * Calls a Java handler of the worker.
   *
   * @param with its input; a JSON null when the brief gives none
   */
  public record RunHandler(String handler, JsonNode with) implements Run {

    @Override
    public Run mapTexts(TextMapper texts) {
      return new RunHandler(handler, texts.map(with));
    }

    @Override
    public Run withoutTexts() {
      return new RunHandler(handler, NullNode.getInstance());
    }
  }

  /** An acceptance check: the worker runs it, never the job itself. Exit 0 is a pass. */
  public record Check(String name, Command run, Duration timeout) {
    public Check {
      requirePresent("name", name);
      requirePresent("run", run);
      requirePresent("timeout", timeout);
    }

    Check mapTexts(TextMapper texts) {
      return new Check(texts.map(name), run.mapTexts(texts), timeout);
    }
  }

  /** Whether the job's processes may use the network. */
  public enum Network {
    ON,
    OFF
  }

  /** A requested form of the result. */
  public enum Output {
    BRANCH,
    PATCH,
    REPORT,
    PULL_REQUEST
  }

  /** Whether an empty result is a failure. */
  public enum Changes {
    REQUIRED,
    OPTIONAL
  }

  /**
   * Limits of each attempt, except {@code queue}, which limits the job.
   *
   * @param timeout wall clock
   * @param idle without output; zero: no limit
   * @param log bytes of log that are kept
   * @param queue from due to started
   */
  public record Limits(Duration timeout, Duration idle, long log, Duration queue) {
    public Limits {
      requirePresent("limits.timeout", timeout);
      requirePresent("limits.idle", idle);
      requirePresent("limits.queue", queue);
    }
  }

  /**
   * When another attempt follows a failed one.
   *
   * @param attempts how many attempts may fail by the job's own fault; 1: no retry
   * @param on reasons to retry on; empty: all that are the job's own fault
   */
  public record Retries(int attempts, Duration backoff, List<String> on) {
    public Retries {
      requirePresent("retries.backoff", backoff);
      on = copied(on);
    }
  }
}
