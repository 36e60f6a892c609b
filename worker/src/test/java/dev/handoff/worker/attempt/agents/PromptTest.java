package dev.handoff.worker.attempt.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.worker.attempt.order.EarlierAttempt;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptTest {

  private static final String FULL =
      """
      title: Move the posts
      goal: Every post uses the new categories.
      scope:
        repo: /srv/blog
        ref: 0123456789abcdef0123456789abcdef01234567
        dir: site
        include: ["posts/**"]
        exclude: [posts/old.md]
      constraints: [Post bodies stay as they are]
      inputs: [categories.json]
      run: {agent: codex}
      network: off
      checks:
        - {name: all known, run: [sh, check.sh, "two words"]}
        - {name: it builds, run: make -s && make test}
      artifacts: ["shots/*.png"]
      limits: {timeout: 1h30m}
      """;

  private static Brief brief(String yaml) {
    return new BriefReader().read(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static String prompt(String yaml, EarlierAttempt earlier) {
    return new Prompt(brief(yaml), Optional.ofNullable(earlier), "/job/summary.md").text();
  }

  @Test
  void saysAllThatTheBriefSays() {
    String prompt = prompt(FULL, null);

    assertThat(prompt)
        .startsWith("# Move the posts\n\nYou do this job alone.")
        .contains("\n## Goal\n\nEvery post uses the new categories.\n")
        .contains("the folder `site` of a git working tree at commit `0123456789ab`")
        .contains("- `posts/**`\n\nBut do not change:\n\n- `posts/old.md`\n\nA change of any other")
        .contains("\n## Constraints\n\n- Post bodies stay as they are\n")
        .contains("\n## Inputs\n\nRead these first:\n\n- `categories.json`\n")
        .contains("- all known: `sh check.sh 'two words'`\n- it builds: `make -s && make test`\n")
        .contains("`shots/*.png`", "`/job/summary.md` (also in $HANDOFF_SUMMARY)")
        .contains("Without any change the job has failed.")
        .contains("- Do not commit, push", "- There is no network.", "- You have 1h30m in all.")
        .doesNotContain("earlier attempt", "null", "%s")
        .endsWith("summary.\n");
  }

  @Test
  void leavesOutWhatTheBriefLeavesOut() {
    String prompt =
        prompt("goal: Tidy up.\nrun: {agent: codex}\nchanges: optional\nscope: {repo: /r}\n", null);

    assertThat(prompt)
        .contains("You start in the root of a git working tree", "You may change any file in it.")
        .contains("None is given. Find out yourself", "It may be that nothing has to be changed.")
        .doesNotContain("## Constraints", "## Inputs", "But do not change", "no network");
  }

  @Test
  void aLaterAttemptIsToldByWhichChecksTheEarlierOneFailed() {
    CheckResult failed =
        new CheckResult(
            "all known", JobResult.CheckVerdict.FAILED, 1, 0.1, "a.md: ```unknown```\n");
    CheckResult endless =
        new CheckResult("it builds", JobResult.CheckVerdict.FAILED, null, 9, "building");

    String prompt =
        prompt(
            FULL, new EarlierAttempt(1, "check_failed", "its message", List.of(failed, endless)));

    assertThat(prompt)
        .contains("\n## The earlier attempt\n\nAttempt 1 failed (check_failed). Its changes are")
        .contains(
            "\"all known\" did not pass (exit code 1):\n\n````text\na.md: ```unknown```\n````")
        .contains("\"it builds\" did not pass:\n\n```text\nbuilding\n```")
        .doesNotContain("its message");
  }

  @Test
  void aLaterAttemptIsToldWhyTheEarlierOneFailedIfNoCheckSaysIt() {
    String prompt =
        prompt(FULL, new EarlierAttempt(2, "scope_violation", "a.md is not in scope", List.of()));

    assertThat(prompt)
        .contains("Attempt 2 failed (scope_violation)", "```text\na.md is not in scope\n```");
  }
}
