package dev.handoff.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.Sources;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pins the source in real repositories. */
class SourcePinTest {

  private static final String WORK = "goal: Do it.\nrun: {command: [sh, work.sh]}\n";

  @TempDir Path folder;

  private final StringWriter words = new StringWriter();
  private TestRepository repository;
  private String commit;
  private boolean isLocal = true;
  private boolean isDirty;
  private long bundleBytes;

  @BeforeEach
  void createRepository() {
    repository =
        TestRepository.in(folder.resolve("repository"))
            .with("work.sh", "true\n")
            .with("data.txt", "1\n")
            .with("part/work.sh", "true\n")
            .with(".gitignore", "built/\n");
    commit = repository.commit();
  }

  private Brief pin(String yaml, Path at) {
    Brief brief = new BriefReader().read(yaml.getBytes(StandardCharsets.UTF_8));
    return pin(brief, at);
  }

  private Brief pin(Brief brief, Path at) {
    SourcePin pin = new SourcePin(new PrintWriter(words), new SourcePin.Reach(isLocal, isDirty));
    try (PinnedSource source = pin.pin(brief, at)) {
      bundleBytes = source.bundleBytes();
      return source.brief();
    }
  }

  private void assertRefused(String yaml, Path at, String... parts) {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> pin(yaml, at))
        .satisfies(
            refusal -> {
              assertThat(refusal.exitCode()).isEqualTo(ExitCode.REFUSED);
              assertThat(refusal.getMessage()).contains(parts).endsWith("Nothing was submitted");
            });
  }

  @Test
  void withoutARepositoryInTheBriefItIsTheOneAroundTheBrief() {
    Brief pinned = pin(WORK, repository.path().resolve("part"));

    assertThat(pinned.scope().repo()).isEqualTo(repository.path().toString());
    assertThat(pinned.scope().ref()).isEqualTo(commit);
    assertThat(words.toString()).isEmpty();
  }

  @Test
  void aRefThatFloatsIsNotLookedUp() {
    Brief pinned =
        pin(
            "goal: x\nrun: {command: x}\nscope: {repo: 'https://no-such-host.invalid/r', ref: main, sources: {floating: true}}\n",
            repository.path());

    assertThat(pinned.scope().ref()).isEqualTo("main");
    assertThat(pinned.scope().sources()).isEqualTo(Sources.FLOATING);
    assertThat(words.toString()).isEmpty();
  }

  @Test
  void aRelativeRepositoryIsRelativeToTheBrief() throws IOException {
    Path briefs = Files.createDirectories(folder.resolve("briefs"));

    Brief pinned = pin(WORK + "scope: {repo: ../repository}\n", briefs);

    assertThat(pinned.scope().repo()).isEqualTo(repository.path().toString());
    assertThat(pinned.scope().ref()).isEqualTo(commit);
  }

  @Test
  void allBriefsOfOneCommandMeanTheSameCommitAndAreWarnedOnce() {
    repository.with("data.txt", "2\n");
    SourcePin pin = new SourcePin(new PrintWriter(words), new SourcePin.Reach(true, false));
    Brief brief = new BriefReader().read(WORK.getBytes(StandardCharsets.UTF_8));

    Brief first = pin.pin(brief, repository.path()).brief();
    repository.commit();
    Brief second = pin.pin(brief, repository.path()).brief();

    assertThat(first.scope().ref()).isEqualTo(commit);
    assertThat(second.scope().ref()).isEqualTo(commit);
    assertThat(words.toString()).containsOnlyOnce("Not committed").containsOnlyOnce("data.txt");
  }

  @Test
  void aFileThatWasTakenOutOfTheIndexIsNotCommittedAsItIs() {
    repository.git("rm", "-q", "--cached", "work.sh");

    assertRefused(WORK, repository.path(), "not committed as they are", "work.sh");
  }

  @Test
  void aFileThatWasRenamedIsNotCommittedAsItIs() {
    repository.git("mv", "work.sh", "other.sh");

    assertRefused(
        "goal: Do it.\nrun: {command: [sh, other.sh]}\n",
        repository.path(),
        "not committed as they are",
        "other.sh");
    assertRefused(WORK, repository.path(), "not committed as they are", "work.sh");
  }

  @Test
  void aFolderThatIsNoRepositoryIsRefused() throws IOException {
    Path briefs = Files.createDirectories(folder.resolve("briefs"));

    assertRefused(WORK, briefs, "names no repository", briefs.toString());
    assertRefused(WORK + "scope: {repo: nowhere}\n", briefs, "scope.repo", "nowhere");
  }

  @Test
  void aHandlerNeedsNoRepository() {
    Brief pinned = pin("goal: Do it.\nrun: {handler: one}\n", folder);

    assertThat(pinned.scope().repo()).isNull();
  }

  @Test
  void aTagIsPinnedToItsCommit() {
    repository.git("tag", "-a", "-m", "first", "v1");
    repository.with("data.txt", "2\n").commit();

    Brief pinned = pin(WORK + "scope: {ref: v1}\n", repository.path());

    assertThat(pinned.scope().ref()).isEqualTo(commit);
  }

  @Test
  void aRefThatNamesNoCommitIsRefused() {
    assertRefused(WORK + "scope: {ref: v9}\n", repository.path(), "scope.ref", "v9");
  }

  @Test
  void aRefIsNeverAnOptionOfGit() {
    Brief brief =
        new BriefReader()
            .read(WORK.getBytes(StandardCharsets.UTF_8))
            .withSource(null, "--output=/etc/passwd");

    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> pin(brief, repository.path()))
        .withMessageContaining("scope.ref must name a commit, got: --output=/etc/passwd");
  }

  @Test
  void changesThatTheBriefDoesNotNameAreTold() {
    repository.with("data.txt", "2\n");

    Brief pinned = pin(WORK, repository.path());

    assertThat(pinned.scope().ref()).isEqualTo(commit);
    assertThat(words.toString()).contains("Not committed", "  data.txt").doesNotContain("work.sh");
  }

  @Test
  void manyChangesAreToldInShort() {
    for (int number = 0; number < 12; number++) {
      repository.with("many/" + number + ".txt", "1\n");
    }
    repository.commit();
    for (int number = 0; number < 12; number++) {
      repository.with("many/" + number + ".txt", "2\n");
    }

    pin(WORK, repository.path());

    assertThat(words.toString().lines()).hasSize(12);
    assertThat(words.toString()).contains("  and 2 more");
  }

  @Test
  void anInputMustBeInTheCommit() {
    repository.with("new.txt", "1\n");

    assertRefused(
        WORK + "inputs: [new.txt]\n", repository.path(), "inputs", "new.txt", "commit it");
    assertRefused(WORK + "inputs: [none.txt]\n", repository.path(), "inputs", "none.txt");
  }

  @Test
  void filesThatTheBriefNamesMustBeCommittedAsTheyAre() {
    repository.with("work.sh", "false\n").with("data.txt", "2\n").with("check.sh", "true\n");

    assertRefused(
        WORK + "inputs: [data.txt]\nchecks: [{name: one, run: [sh, check.sh]}]\n",
        repository.path(),
        "data.txt, work.sh, check.sh");
  }

  @Test
  void whatTheBriefNamesIsRelativeToItsDir() {
    repository.with("part/work.sh", "false\n");

    assertRefused(WORK + "scope: {dir: part}\n", repository.path(), "part/work.sh");
    assertThat(pin(WORK, repository.path()).scope().ref()).isEqualTo(commit);
  }

  @Test
  void aFileThatGitIgnoresIsNotMissedInTheCommit() {
    repository.with("built/tool", "true\n");

    Brief pinned = pin(WORK + "checks: [{name: one, run: [built/tool]}]\n", repository.path());

    assertThat(pinned.scope().ref()).isEqualTo(commit);
  }

  @Test
  void aScriptThatTheCommitLacksAndNobodyMakesIsRefused() {
    String brief =
        WORK + "scope: {include: [data.txt]}\nchecks: [{name: one, run: [sh, wrk.sh]}]\n";

    assertThatExceptionOfType(InvalidBriefException.class)
        .isThrownBy(() -> pin(brief, repository.path()))
        .withMessageContaining("checks[0].run: runs wrk.sh")
        .withMessageContaining("run: [sh, work.sh]");
    isDirty = true;
    repository.with("data.txt", "2\n");
    assertThatExceptionOfType(InvalidBriefException.class)
        .isThrownBy(() -> pin(brief, repository.path()));
  }

  @Test
  void aSnapshotHasTheScriptThatIsNotCommitted() {
    isDirty = true;
    repository.with("check.sh", "true\n");

    Brief pinned =
        pin(
            WORK + "scope: {include: [data.txt]}\nchecks: [{name: one, run: [sh, check.sh]}]\n",
            repository.path());

    assertThat(pinned.scope().ref()).isNotEqualTo(commit);
    assertThat(words.toString()).isEmpty();
  }

  @Test
  void aCheckOfTheFileThatTheJobChangesIsToldBeforeTheWork() {
    pin(
        "goal: data.txt says 2.\nrun: {agent: codex}\n"
            + "checks: [{name: one, run: 'grep -q 2 data.txt'}]\n",
        repository.path());

    assertThat(words.toString())
        .contains(
            "warning  checks[0].run  names data.txt",
            "-> scope: {include: ['data.txt']}, or --include 'data.txt'");
  }

  @Test
  void aBareRepositoryIsLookedIntoToo() {
    assertThat(new Git(folder).run("clone", "-q", "--bare", "repository", "bare.git").isGood())
        .isTrue();

    assertThatExceptionOfType(InvalidBriefException.class)
        .isThrownBy(
            () -> pin("goal: x\nrun: {command: [sh, no.sh]}\nscope: {repo: bare.git}\n", folder));
  }

  private TestRepository partialClone() {
    repository.with("data.txt", "2\n").commit();
    repository.git("config", "uploadpack.allowFilter", "true");
    repository.git("config", "uploadpack.allowAnySHA1InWant", "true");
    repository.git(
        "clone",
        "-q",
        "--filter=blob:none",
        repository.path().toUri().toString(),
        folder.resolve("partial").toString());
    return new TestRepository(folder.resolve("partial"));
  }

  @Test
  void aPartialCloneThatNoNetworkRemoteCompletesIsRefusedWithWhatMendsIt() {
    TestRepository partial = partialClone();
    for (boolean dirty : new boolean[] {false, true}) {
      isDirty = dirty;
      partial.with("new.txt", "1\n");

      assertRefused(
          WORK,
          partial.path(),
          "partial clone: 1 object of commit",
          "git fetch --refetch --no-filter origin");
    }
    partial.git("fetch", "-q", "--refetch", "--no-filter", "origin");
    isDirty = false;

    assertThat(pin(WORK, partial.path()).scope().ref()).isNotEqualTo(commit);
  }

  @Test
  void aPartialCloneOfANetworkRemoteIsLeftToTheWorkerToFetch() {
    TestRepository partial = partialClone();
    partial.git("remote", "set-url", "origin", "https://example.org/r.git");

    Brief pinned = pin(WORK, partial.path());

    assertThat(pinned.scope().sources().remotes()).containsExactly("https://example.org/r.git");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[sh, .git/hooks/x.sh]", "[cat, .git/HEAD]", "'test -f .git/config'"})
  void whatLiesInDotGitIsNoFileOfTheCommit(String check) {
    String brief = WORK + "checks: [{name: one, run: " + check + "}]\n";

    pin(brief, repository.path());
    pin(brief + "scope: {ref: main}\n", repository.path());

    assertThat(words.toString()).isEmpty();
  }

  @Test
  void aBaseThatIsBehindItsUpstreamIsTold() {
    repository.git("branch", "old");
    repository.with("data.txt", "2\n").commit();
    repository.git("branch", "-q", "--set-upstream-to=main", "old");

    pin(WORK + "scope: {ref: old}\n", repository.path());

    assertThat(words.toString())
        .isEqualTo(
            "old is 1 commit behind main as of the last fetch: the job works on the older one."
                + System.lineSeparator());
  }

  @Test
  void aCheckedOutBranchThatIsBehindIsToldToo() {
    repository.git("branch", "upstream");
    repository.git("branch", "-q", "--set-upstream-to=upstream", "main");
    pin(WORK, repository.path());
    assertThat(words.toString()).isEmpty();

    repository.git("checkout", "-q", "upstream");
    repository.with("data.txt", "2\n").commit();
    repository.with("data.txt", "3\n").commit();
    repository.git("checkout", "-q", "main");
    pin(WORK, repository.path());

    assertThat(words.toString()).startsWith("HEAD is 2 commits behind upstream");
  }

  @Test
  void anotherRefThanTheCheckedOutOneIsNotComparedWithTheWorkingTree() {
    repository.with("work.sh", "false\n");

    Brief pinned = pin(WORK + "scope: {ref: main}\n", repository.path());

    assertThat(pinned.scope().ref()).isEqualTo(commit);
    assertThat(words.toString()).isEmpty();
  }

  @Test
  void aBranchOfAUrlIsTheBranchOfJustThatName() {
    repository.git("checkout", "-q", "-b", "feature/main");
    repository.with("data.txt", "2\n").commit();
    String url = repository.path().toUri().toString();

    Brief pinned = pin(WORK + "scope: {repo: '" + url + "', ref: main}\n", folder);

    assertThat(pinned.scope().repo()).isEqualTo(url);
    assertThat(pinned.scope().ref()).isEqualTo(commit);
  }

  @Test
  void anAnnotatedTagOfAUrlIsPinnedToItsCommit() {
    repository.git("tag", "-a", "-m", "first", "v1");
    String url = repository.path().toUri().toString();

    Brief pinned = pin(WORK + "scope: {repo: '" + url + "', ref: v1}\n", folder);

    assertThat(pinned.scope().ref()).isEqualTo(commit);
  }

  @Test
  void theHeadAndACommitOfAUrlCanBeNamed() {
    String url = repository.path().toUri().toString();

    assertThat(pin(WORK + "scope: {repo: '" + url + "'}\n", folder).scope().ref())
        .isEqualTo(commit);
    assertThat(pin(WORK + "scope: {repo: '" + url + "', ref: " + commit + "}\n", folder))
        .extracting(brief -> brief.scope().ref())
        .isEqualTo(commit);
  }

  @Test
  void aUrlThatCannotBeReadOrHasNoSuchRefIsRefused() {
    String url = repository.path().toUri().toString();

    assertRefused(
        WORK + "scope: {repo: 'file:///no/such/repository'}\n", folder, "scope.repo", "/no/such");
    assertRefused(WORK + "scope: {repo: '" + url + "', ref: v9}\n", folder, "scope.ref", "v9");
  }

  @Test
  void aBareRepositoryIsASourceToo() {
    Path bare = folder.resolve("bare.git");
    assertThat(new Git(folder).run("clone", "-q", "--bare", "repository", "bare.git").isGood())
        .isTrue();

    Brief pinned = pin(WORK + "scope: {repo: bare.git}\n", folder);

    assertThat(pinned.scope().repo()).isEqualTo(bare.toString());
    assertThat(pinned.scope().ref()).isEqualTo(commit);
  }

  @Test
  void aRepositoryWithoutACommitIsRefusedAndSaysSo() {
    assertThat(new Git(folder).run("init", "-q", "empty").isGood()).isTrue();

    assertRefused(WORK, folder.resolve("empty"), "scope.ref", "no commit yet");
  }
}
