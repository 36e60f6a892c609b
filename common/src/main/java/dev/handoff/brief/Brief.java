package dev.handoff.brief;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done: goal, scope, constraints, checks and output. Immutable, and complete: every
 * default that the written form left out is filled in here.
 *
 * <p>The names are the contract with people and with {@code brief.schema.json}. {@link BriefReader}
 * reads and validates the written form.
 *
 * @param brief schema version, 1
 * @param title one line; default: the goal's first line, cut at a word to 72 characters
 * @param expect how long the author thinks it takes
 * @param template the template that the brief came from
 * @param protect globs of files that checks find as before the job, whatever it did; null: none
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

  /** Of the schema. */
  public static final int VERSION = 1;

  public static final String DEFAULT_LANE = "standard";

  /** Lists are copied. A part that no default can replace must be there. */
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
    // Left out of the record then: workers of an older build refuse a field that they do not know.
    protect = protect == null || protect.isEmpty() ? null : List.copyOf(protect);
  }

  /** One that protects nothing. */
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

  /** What {@code protect} names. */
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

  /** The same work, with its source pinned: what is sent. */
  public Brief withSource(@Nullable String repo, @Nullable String ref) {
    return withScope(
        new Scope(repo, ref, scope.dir(), scope.include(), scope.exclude(), null, scope.carry()));
  }

  /** The same work, and how workers come by its commit; null: as people write it. */
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

  /** The same with each text mapped, but for words that programs go by. */
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

  /** Only what a steward needs: lane, limits and retries. */
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
   * @param ref pinned to a commit at submit
   * @param dir where commands run and what globs and inputs are relative to; empty: the root
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
      // Left out of the record then, as protect is.
      carry = carry == null || carry.isEmpty() ? null : List.copyOf(carry);
    }

    /** One that carries nothing. */
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

    /** What {@code carry} names. */
    public List<String> carriedGlobs() {
      return carry == null ? List.of() : carry;
    }

    /** Whether files of the submitter's come with the job, whatever the globs say. */
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

    /** With each text mapped, but for the name of what is to run. */
    Run mapTexts(TextMapper texts);

    /** Only what is to run, not what it is given. */
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

  /** A form in which the result is wanted. */
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
   * Limits of each attempt, except {@code queue}, which is the job's.
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
   * When a failed attempt is followed by another.
   *
   * @param attempts how often the job's own failure may be tried, 1 = no retry
   * @param on reasons to retry on; empty: all of the job's own
   */
  public record Retries(int attempts, Duration backoff, List<String> on) {
    public Retries {
      requirePresent("retries.backoff", backoff);
      on = copied(on);
    }
  }
}
