package dev.handoff.worker.attempt;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Changes;
import dev.handoff.brief.Brief.Check;
import dev.handoff.brief.Brief.Limits;
import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.Brief.Output;
import dev.handoff.brief.Brief.Retries;
import dev.handoff.brief.Brief.Run;
import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.Command;
import dev.handoff.brief.Sources;
import dev.handoff.testkit.TestRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Briefs for tests: what a test does not name is the brief format's default. */
public final class BriefBuilder {

  private String repo;
  private final String ref;
  private Sources sources;
  private String title = "Change the posts";
  private String dir = "";
  private List<String> include = List.of();
  private List<String> exclude = List.of();
  private List<String> carry = List.of();
  private List<String> inputs = List.of();
  private List<Command> setup = List.of();
  private Run run = new RunCommand(Command.of("true"));
  private List<String> env = List.of();
  private Network network = Network.ON;
  private final List<Check> checks = new ArrayList<>();
  private boolean baseline;
  private List<String> artifacts = List.of();
  private List<String> protect = List.of();
  private List<Output> output = List.of(Output.BRANCH, Output.PATCH, Output.REPORT);
  private Changes changes = Changes.REQUIRED;
  private Duration timeout = Duration.ofMinutes(2);
  private Duration idle = Duration.ZERO;
  private long log = 64L << 20;

  public BriefBuilder(TestRepository source, String commit) {
    this.repo = source.path().toString();
    this.ref = commit;
  }

  public BriefBuilder(String repo, String commit) {
    this.repo = repo;
    this.ref = commit;
  }

  public BriefBuilder sources(Sources value) {
    sources = value;
    return this;
  }

  public BriefBuilder title(String value) {
    title = value;
    return this;
  }

  public BriefBuilder dir(String value) {
    dir = value;
    return this;
  }

  public BriefBuilder include(String... globs) {
    include = List.of(globs);
    return this;
  }

  public BriefBuilder exclude(String... globs) {
    exclude = List.of(globs);
    return this;
  }

  public BriefBuilder carry(String... globs) {
    carry = List.of(globs);
    return this;
  }

  BriefBuilder inputs(String... paths) {
    inputs = List.of(paths);
    return this;
  }

  public BriefBuilder setup(String script) {
    setup = List.of(Command.shell(script));
    return this;
  }

  public BriefBuilder run(String script) {
    run = new RunCommand(Command.shell(script));
    return this;
  }

  public BriefBuilder command(String... argv) {
    run = new RunCommand(Command.of(argv));
    return this;
  }

  public BriefBuilder agent(String name) {
    return agent(new RunAgent(name, null, null, null, null));
  }

  public BriefBuilder agent(RunAgent asked) {
    run = asked;
    return this;
  }

  public BriefBuilder env(String... entries) {
    env = List.of(entries);
    return this;
  }

  public BriefBuilder networkOff() {
    network = Network.OFF;
    return this;
  }

  public BriefBuilder check(String name, String... argv) {
    checks.add(new Check(name, Command.of(argv), Duration.ofMinutes(1)));
    return this;
  }

  public BriefBuilder check(String name, Duration limit, String script) {
    checks.add(new Check(name, Command.shell(script), limit));
    return this;
  }

  public BriefBuilder baseline() {
    baseline = true;
    return this;
  }

  public BriefBuilder protect(String... globs) {
    protect = List.of(globs);
    return this;
  }

  public BriefBuilder artifacts(String... globs) {
    artifacts = List.of(globs);
    return this;
  }

  public BriefBuilder output(Output... forms) {
    output = List.of(forms);
    return this;
  }

  public BriefBuilder repo(String url) {
    repo = url;
    return this;
  }

  public BriefBuilder changesOptional() {
    changes = Changes.OPTIONAL;
    return this;
  }

  public BriefBuilder timeout(Duration value) {
    timeout = value;
    return this;
  }

  public BriefBuilder idle(Duration value) {
    idle = value;
    return this;
  }

  BriefBuilder log(long bytes) {
    log = bytes;
    return this;
  }

  public Brief build() {
    return new Brief(
        1,
        title,
        "The posts are changed.",
        new Scope(repo, ref, dir, include, exclude, sources, carry),
        List.of(),
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
        null,
        new Limits(timeout, idle, log, Duration.ofDays(3)),
        new Retries(1, Duration.ofMinutes(1), List.of()),
        Brief.DEFAULT_LANE,
        null,
        protect);
  }
}
