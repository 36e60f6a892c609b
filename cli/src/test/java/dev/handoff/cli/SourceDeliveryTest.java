package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.Sources;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.source.PinnedSource;
import dev.handoff.cli.source.SourcePin;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent so that a remote worker gets the commit or a snapshot, in real repositories. */
class SourceDeliveryTest {

  private static final String WORK = "goal: Do it.\nrun: {command: [sh, work.sh]}\n";
  private static final SourcePin.Reach CLUSTER = new SourcePin.Reach(false, false);
  private static final SourcePin.Reach LOCAL = new SourcePin.Reach(true, false);
  private static final SourcePin.Reach DIRTY = new SourcePin.Reach(true, true);
  private static final SourcePin.Reach DIRTY_CLUSTER = new SourcePin.Reach(false, true);

  /** Only the branch is known. */
  private static final Sources MAIN = Sources.NONE.withBranch("main", null);

  @TempDir Path folder;

  private final StringWriter words = new StringWriter();
  private TestRepository repository;
  private TestRepository received;
  private List<String> bundled;
  private String commit;

  @BeforeEach
  void createRepository() {
    repository =
        TestRepository.in(folder.resolve("repository"))
            .with("work.sh", "true\n")
            .with("data.txt", "1\n")
            .with(".gitignore", "built/\n");
    commit = repository.commit();
  }

  /** Fetches the bundle into {@code received}, which is null without one. */
  private Brief pin(String yaml, SourcePin.Reach reach, Path at) {
    Brief brief = new BriefReader().read(yaml.getBytes(StandardCharsets.UTF_8));
    try (PinnedSource source = new SourcePin(new PrintWriter(words), reach).pin(brief, at)) {
      received = null;
      if (source.bundle() != null) {
        received = TestRepository.in(folder.resolve("received"));
        if (source.brief().scope().sources() != null
            && source.brief().scope().sources().needs() != null) {
          received.git("fetch", "-q", repository.path().toString(), commit);
        }
        bundled = received.git("bundle", "list-heads", source.bundle().toString()).lines().toList();
        received.git("fetch", "-q", source.bundle().toString(), "refs/handoff/*:refs/handoff/*");
      }
      return source.brief();
    }
  }

  private Brief pin(SourcePin.Reach reach) {
    return pin(WORK, reach, repository.path());
  }

  private void assertRefused(String yaml, SourcePin.Reach reach, Path at, String... parts) {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> pin(yaml, reach, at))
        .satisfies(
            refusal -> {
              assertThat(refusal.exitCode()).isEqualTo(ExitCode.REFUSED);
              assertThat(refusal.getMessage()).contains(parts).endsWith("Nothing was submitted");
            });
  }

  private String show(Brief pinned, String file) {
    return received.git("show", pinned.scope().ref() + ":" + file);
  }

  /** The content of every file in the git folder. */
  private Map<String, String> inside() throws IOException {
    Map<String, String> files = new TreeMap<>();
    Path git = repository.path().resolve(".git");
    try (Stream<Path> all = Files.walk(git)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(
            git.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  private void remote(String url, String has) {
    repository.git("remote", "add", "origin", url);
    repository.git("update-ref", "refs/remotes/origin/main", has);
  }

  @Test
  void aCommitThatNoRemoteHasIsSentToACluster() throws IOException {
    Map<String, String> before = inside();

    Brief pinned = pin(CLUSTER);

    assertThat(pinned.scope().ref()).isEqualTo(commit);
    assertThat(show(pinned, "data.txt")).isEqualTo("1");
    assertThat(received.git("rev-parse", "refs/handoff/" + commit)).isEqualTo(commit);
    assertThat(inside()).isEqualTo(before);
  }

  @Test
  void tagsAndOriginAreSentAsFarAsTheyReachTheCommit() {
    repository.git("tag", "-a", "-m", "one", "v1");
    repository.git("tag", "V1");
    repository.git("checkout", "-q", "-b", "other");
    repository.with("data.txt", "other\n").commit();
    repository.git("tag", "elsewhere");
    repository.git("update-ref", "refs/remotes/origin/gone", "HEAD");
    repository.git("checkout", "-q", "main");
    remote("/srv/r.git", commit);
    commit = repository.with("data.txt", "2\n").commit();

    pin(CLUSTER);

    assertThat(bundled)
        .containsExactlyInAnyOrder(
            commit + " refs/handoff/" + commit,
            repository.git("rev-parse", "refs/tags/v1") + " refs/tags/v1",
            repository.git("rev-parse", "refs/tags/V1") + " refs/tags/V1",
            repository.git("rev-parse", "origin/main") + " refs/remotes/origin/main");
  }

  @Test
  void whatTheBranchFollowsIsSentAlsoWhenItHasGoneOn() {
    repository.git("checkout", "-q", "-b", "other");
    String gone = repository.with("data.txt", "other\n").commit();
    repository.git("checkout", "-q", "main");
    remote("/srv/r.git", gone);
    repository.git("config", "branch.main.remote", "origin");
    repository.git("config", "branch.main.merge", "refs/heads/main");

    Brief pinned = pin(CLUSTER);

    assertThat(pinned.scope().sources()).isEqualTo(MAIN.withBranch("main", "origin/main"));
    assertThat(bundled).contains(gone + " refs/remotes/origin/main");
  }

  @Test
  void aBranchIsToldByTheNameThatItHasBeforeItIsPinned() {
    repository.git("branch", "feature/x");
    repository.git("tag", "v1");

    assertThat(branchOf("feature/x")).isEqualTo("feature/x");
    assertThat(branchOf("refs/heads/feature/x")).isEqualTo("feature/x");
    assertThat(branchOf("v1")).isNull();
    assertThat(branchOf(commit)).isNull();
    repository.git("checkout", "-q", "--detach");
    assertThat(branchOf("HEAD")).isNull();
  }

  private String branchOf(String ref) {
    Brief pinned = pin(WORK + "scope: {ref: " + ref + "}\n", LOCAL, repository.path());
    Sources sources = pinned.scope().sources();
    return sources == null ? null : sources.branch();
  }

  @Test
  void tagsOfASnapshotAreThoseOfItsCommit() {
    repository.git("tag", "-a", "-m", "one", "v1");
    repository.git("tag", "light");
    repository.with("data.txt", "2\n");

    Brief pinned = pin(DIRTY_CLUSTER);

    assertThat(pinned.scope().sources().branch()).isEqualTo("main");
    assertThat(bundled)
        .contains(
            repository.git("rev-parse", "v1") + " refs/tags/v1",
            repository.git("rev-parse", "light") + " refs/tags/light");
  }

  @Test
  void theLocalWorkerReadsThePath() {
    assertThat(pin(LOCAL).scope().sources()).isEqualTo(MAIN);
    assertThat(received).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "https://ann:secret@example.org/r.git, https://example.org/r.git",
    "git@example.org:r.git, git@example.org:r.git",
    "ssh://git@example.org/r.git, ssh://git@example.org/r.git"
  })
  void aNetworkRemoteThatHasTheCommitIsNamedWithoutItsLogIn(String url, String named) {
    remote(url, commit);

    Brief pinned = pin(CLUSTER);

    assertThat(pinned.scope().sources())
        .isEqualTo(new Sources(List.of(named), null, null, "main", null));
    assertThat(received).isNull();
  }

  @Test
  void aRemoteThatDoesNotHaveTheCommitYetIsNotNamed() {
    remote("https://example.org/r.git", commit);
    repository.with("data.txt", "2\n").commit();

    Brief pinned = pin(CLUSTER);

    assertThat(pinned.scope().sources()).isEqualTo(MAIN);
    assertThat(show(pinned, "data.txt")).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/srv/r.git", "file:///srv/r.git", "http://example.org/r", "../r"})
  void aRemoteThatNoOtherHostMayReadIsNone(String url) {
    remote(url, commit);

    assertThat(pin(CLUSTER).scope().sources()).isEqualTo(MAIN);
    assertThat(received).isNotNull();
  }

  @Test
  void whatIsTooLargeToSendIsToBePushed() throws IOException {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    Files.write(repository.path().resolve("large"), noise);
    repository.commit();

    SourcePin.Reach oneMebibyte = new SourcePin.Reach(false, false, 1 << 20);
    assertRefused(WORK, oneMebibyte, repository.path(), "more than 1 MiB", "push it");
  }

  @Test
  void aShallowCloneCannotBeSent() {
    repository.with("data.txt", "2\n").commit();
    TestRepository clone = TestRepository.in(folder.resolve("clone"));
    clone.git("fetch", "-q", "--depth=1", repository.path().toUri().toString(), "main");
    clone.git("reset", "-q", "--hard", "FETCH_HEAD");

    assertRefused(WORK, CLUSTER, clone.path(), "shallow", "push it");
    assertThat(pin(WORK, LOCAL, clone.path()).scope().repo()).isEqualTo(clone.path().toString());
  }

  @Test
  void aSnapshotHasTheTreeAsItIsAndLeavesNoTrace() throws IOException {
    repository.with("staged.txt", "staged\n").git("add", "staged.txt");
    repository.with("staged.txt", "later\n").with("new/file.txt", "new\n");
    repository.with("built/tool", "tool\n");
    Files.delete(repository.path().resolve("data.txt"));
    Map<String, String> before = inside();

    Brief pinned = pin(DIRTY);

    assertThat(inside()).isEqualTo(before);
    assertThat(received.git("ls-tree", "-r", "--name-only", pinned.scope().ref()).lines())
        .containsExactly(".gitignore", "new/file.txt", "staged.txt", "work.sh");
    assertThat(show(pinned, "staged.txt")).isEqualTo("later");
    assertThat(received.git("rev-parse", pinned.scope().ref() + "^")).isEqualTo(commit);
    assertThat(pinned.scope().sources())
        .isEqualTo(new Sources(List.of(), commit, null, "main", null));
    assertThat(words.toString()).isEmpty();
  }

  @Test
  void aSnapshotForAClusterBringsItsHistoryUnlessARemoteHasIt() {
    repository.with("work.sh", "false\n");

    Brief alone = pin(DIRTY_CLUSTER);
    remote("git@example.org:r.git", commit);
    Brief withRemote = pin(DIRTY_CLUSTER);

    assertThat(alone.scope().sources().needs()).isNull();
    assertThat(withRemote.scope().sources())
        .isEqualTo(new Sources(List.of("git@example.org:r.git"), commit, null, "main", null));
  }

  @Test
  void aTreeWithoutChangesIsItsCommit() {
    assertThat(pin(DIRTY).scope().ref()).isEqualTo(commit);
    assertThat(received).isNull();
  }

  @Test
  void aRepositoryWithoutACommitHasASnapshotToo() {
    TestRepository fresh = TestRepository.in(folder.resolve("fresh")).with("work.sh", "true\n");

    Brief pinned = pin(WORK, DIRTY, fresh.path());

    assertThat(show(pinned, "work.sh")).isEqualTo("true");
  }

  @Test
  void anInputOfASnapshotMayBeUntrackedAndNotIgnored() {
    repository.with("new.txt", "1\n").with("built/new.txt", "1\n");

    assertThat(pin(WORK + "inputs: [new.txt]\n", DIRTY, repository.path())).isNotNull();
    assertRefused(WORK + "inputs: [built/new.txt]\n", DIRTY, repository.path(), "built/new.txt");
  }

  @Test
  void aSnapshotNeedsAWorkingTree() {
    Path bare = folder.resolve("bare.git");
    repository.git("clone", "-q", "--bare", ".", bare.toString());
    String url = repository.path().toUri().toString();

    assertRefused(WORK + "scope: {repo: bare.git}\n", DIRTY, folder, "--dirty", "bare");
    assertRefused(WORK + "scope: {ref: main}\n", DIRTY, repository.path(), "--dirty", "main");
    assertRefused(WORK + "scope: {repo: '" + url + "'}\n", DIRTY, folder, "--dirty");
  }

  @Test
  void submodulesAndLargeFilesAreNamedAsWhatAJobDoesNotGet() {
    repository.with(".gitattributes", "*.bin filter=lfs -text\n").with(".gitmodules", "").commit();

    pin(LOCAL);

    assertThat(words.toString()).contains("submodules", "empty folders", "Git LFS", "pointers");
    assertRefused(WORK, DIRTY, repository.path(), "--dirty", "Git LFS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.org/r", "git://example.org/r", "ftp://example.org/r"})
  void aUrlThatNoWorkerAsksIsRefused(String url) {
    assertRefused(WORK + "scope: {repo: '" + url + "'}\n", LOCAL, folder, "scope.repo", "https");
  }

  @Test
  void filesInAStringForTheShellAreNamedByTheBrief() {
    repository.with("check.sh", "true\n").with("data.txt", "2\n");

    assertRefused(
        "goal: x\nrun: {command: 'sh work.sh > out; sort <data.txt && ./check.sh'}\n",
        LOCAL,
        repository.path(),
        ": data.txt, check.sh;",
        "use --dirty");
  }

  @Test
  void aDeletedFileAndWhatIsInAFolderOfInputsAreNamedToo() throws IOException {
    repository.with("posts/one.md", "1\n").commit();
    repository.with("posts/two.md", "2\n");
    Files.delete(repository.path().resolve("work.sh"));

    assertRefused(
        WORK + "inputs: [posts/]\n", LOCAL, repository.path(), ": posts/two.md, work.sh;");
  }

  @Test
  void aFileThatAnotherRefLacksIsRefused() {
    repository.git("branch", "old");
    repository.with("check.sh", "true\n").commit();
    String brief = WORK + "scope: {ref: old}\nchecks: [{name: one, run: [sh, check.sh]}]\n";

    assertRefused(brief, LOCAL, repository.path(), "check.sh", commit);
  }
}
