package dev.handoff.brief.lint;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Changes;
import dev.handoff.brief.Brief.Check;
import dev.handoff.brief.Brief.Output;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.policy.ProductionNames;
import dev.handoff.brief.schema.DisplayValue;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Decides whether a valid brief is a good one: whether it says clearly what to do and how to verify
 * the result. Checks only the brief, not the repository or a worker.
 */
public final class BriefLint {

  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(token|secret|passw|credential|private_?key|api_?key).*");

  private final Brief brief;
  private final boolean usesRepository;
  private final Findings found = new Findings();

  private BriefLint(Brief brief, boolean usesRepository) {
    this.brief = brief;
    this.usesRepository = usesRepository;
  }

  /** Whether a job of this brief works on a repository; a handler without one has no diff. */
  public static boolean usesRepository(Brief brief) {
    return !(brief.run() instanceof RunHandler) || brief.scope().repo() != null;
  }

  /**
   * All findings, warnings first.
   *
   * @param usesRepository if false, scope and checks are not required
   */
  public static List<LintWarning> findings(Brief brief, boolean usesRepository) {
    BriefLint lint = new BriefLint(brief, usesRepository);
    lint.goal();
    lint.scope();
    lint.environment();
    lint.carried();
    lint.checks();
    lint.output();
    new TimeLint(brief, lint.found).run();
    return lint.found.worstFirst();
  }

  private void goal() {
    String goal = brief.goal();
    String vague = VagueGoal.words(goal);
    if (VagueGoal.isPlaceholder(goal)) {
      found.warn(
          "goal", "is still the template's FILL IN", "say what shall be true when the job is done");
    } else if (vague != null) {
      found.warn(
          "goal",
          "leaves open when it is reached: \"" + DisplayValue.of(vague) + "\"",
          "say what can be seen or measured when the job is done");
    } else if (VagueGoal.isShort(goal)) {
      found.warn(
          "goal",
          "is too short for somebody who knows nothing else, got: " + DisplayValue.of(goal),
          "say what shall be true when the job is done, and where");
    }
  }

  private void scope() {
    if (!usesRepository || !isChangeJob()) {
      return;
    }
    boolean isEverything =
        brief.scope().dir().isEmpty()
            && (brief.scope().include().isEmpty()
                || brief.scope().include().stream().anyMatch(BriefLint::namesEverything));
    if (isEverything) {
      found.warn(
          "scope",
          "lets the job change every file of the repository",
          "name what it may change, such as include: [\"docs/**\"], or set dir");
    }
    if (brief.constraints().isEmpty() && (isEverything || isWide())) {
      found.advise(
          "constraints",
          "nothing says what must stay as it is, and the scope is wide",
          "add one sentence each, such as: no public method changes its name");
    }
  }

  private boolean isChangeJob() {
    return brief.changes() == Changes.REQUIRED || carriesChange();
  }

  private boolean carriesChange() {
    return brief.output().stream().anyMatch(form -> form != Output.REPORT);
  }

  private static boolean namesEverything(String glob) {
    return glob.replaceFirst("^(\\./)+", "").matches("\\*+(/\\*+)*+/?|\\./?");
  }

  /** Whether a glob matches files in every folder: it begins with a wildcard or names no folder. */
  private boolean isWide() {
    return brief.scope().include().isEmpty()
        || brief.scope().include().stream().anyMatch(glob -> glob.startsWith("*"));
  }

  private void environment() {
    for (int i = 0; i < brief.env().size(); i++) {
      String[] variable = brief.env().get(i).split("=", 2);
      if (variable.length > 1
          && !variable[1].isBlank()
          && SECRET_NAME.matcher(variable[0]).matches()) {
        found.warn(
            "env[" + i + "]",
            "looks like a secret, and everyone who can read jobs can read it: " + variable[0],
            "give the name alone, and the value to the worker");
      }
    }
  }

  /**
   * Warns of carried credentials: carried files are stored on the broker, and no honest brief needs
   * these.
   */
  private void carried() {
    for (int i = 0; i < brief.scope().carriedGlobs().size(); i++) {
      String glob = brief.scope().carriedGlobs().get(i);
      if (ProductionNames.isCredentialFile(glob)) {
        found.warn(
            "scope.carry[" + i + "]",
            "looks like credentials of production, and everyone who can read jobs could read them: "
                + DisplayValue.of(glob),
            "carry those of a test system, or give the worker a variable (env)");
      }
    }
  }

  private void checks() {
    if (usesRepository && brief.checks().isEmpty()) {
      String text = "no check verifies that the job did what it should";
      String remedy = "add a command that fails if it did not, such as: sh check.sh";
      if (isChangeJob()) {
        found.warn("checks", text, remedy);
      } else {
        found.advise("checks", text, remedy);
      }
    }
    for (int i = 0; i < brief.checks().size(); i++) {
      check("checks[" + i + "]", brief.checks().get(i));
    }
  }

  private void check(String path, Check check) {
    String hollow = AlwaysPassingCheck.reason(check.run());
    if (hollow != null) {
      found.warn(path + ".run", hollow, "run something that fails when the goal is not reached");
    } else if (brief.run() instanceof Brief.RunCommand run && run.command().equals(check.run())) {
      found.warn(
          path + ".run",
          "is the job's own command, which judges itself",
          "look at the result with another command");
    }
  }

  private void output() {
    if (brief.output().isEmpty()) {
      found.warn("output", "nothing comes back", "name at least one of branch, patch, report");
    } else if (usesRepository && brief.changes() == Changes.REQUIRED && !carriesChange()) {
      found.warn(
          "output",
          "a change is required, and only a report comes back",
          "add branch or patch; if no change is wanted, set changes: optional");
    }
  }
}
