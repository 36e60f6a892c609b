package dev.handoff.cli.source;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.Sources;
import dev.handoff.brief.lint.CommitFiles;
import dev.handoff.brief.lint.SourceLint;
import dev.handoff.brief.policy.ProductionNames;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Determines the repository and the commit that a job works on, and how workers get them. A job
 * never sees the working tree. So uncommitted files are reported, and refused if the brief names
 * them, unless the commit is a snapshot of the tree.
 */
public final class SourcePin {

  private static final int MAX_SHOWN = 10;
  private static final Pattern SSH = Pattern.compile("[\\w.-]+@[\\w.-]+:.*");
  private static final String LFS = "filter=lfs";
  private static final String ATTRIBUTES = ":(glob)**/.gitattributes";

  private final PrintWriter err;
  private final Reach reach;
  private final Repositories repositories = new Repositories();
  private final Set<String> told = new HashSet<>();

  /**
   * The facts that determine how a commit gets to its worker.
   *
   * @param isLocal whether the worker is that of the local default, which has access to this disk
   * @param isDirty whether to use the working tree instead of HEAD
   * @param maxBundle maximum bytes of a bundle
   */
  public record Reach(boolean isLocal, boolean isDirty, long maxBundle) {

    public Reach(boolean isLocal, boolean isDirty) {
      this(isLocal, isDirty, Sources.MAX_BUNDLE_BYTES);
    }
  }

  public SourcePin(PrintWriter err, Reach reach) {
    this.err = err;
    this.reach = reach;
  }

  /**
   * Returns the brief with an absolute repository and a commit.
   *
   * @param folder what a relative repository is relative to
   * @throws CommandException with 5 if the source cannot be pinned
   * @throws InvalidBriefException if it runs something that the source does not have
   */
  public PinnedSource pin(Brief brief, Path folder) {
    try {
      return pinned(brief, folder);
    } catch (GitFailure e) {
      throw refused(e.getMessage());
    }
  }

  private PinnedSource pinned(Brief brief, Path folder) {
    Scope scope = brief.scope();
    String url = scope.repo();
    boolean hasNoSource = url == null && brief.run() instanceof RunHandler;
    if (reach.isDirty() && (hasNoSource || isUrl(url))) {
      throw refused("--dirty needs a job on a repository of this disk, and this brief has none");
    }
    if (!scope.carriedGlobs().isEmpty() && (hasNoSource || isUrl(url))) {
      throw refused(
          "scope.carry needs a job on a repository of this disk, and this brief has none");
    }
    if (hasNoSource) {
      return PinnedSource.of(brief);
    }
    if (url != null && isUrl(url)) {
      requireTransport(url);
      if (scope.floats()) {
        return PinnedSource.of(brief.withSource(url, ref(brief)).withSources(Sources.FLOATING));
      }
      RemoteCommit found = RemoteCommit.of(url, ref(brief), folder);
      Sources sources =
          found.branch() == null ? null : Sources.NONE.withBranch(found.branch(), null);
      return PinnedSource.of(brief.withSource(url, found.hash()).withSources(sources));
    }
    Path repo = root(scope, folder);
    Git git = repositories.at(repo);
    return reach.isDirty() ? snapshot(brief, repo, git) : committed(brief, repo, git);
  }

  /** Without this, workers would reject it, after three attempts. */
  private static void requireTransport(String url) {
    if (!NetworkRemotes.isNetwork(url) && !url.startsWith("file:///")) {
      throw refused("scope.repo must be a path, or a URL by https or ssh, got: " + url);
    }
  }

  private PinnedSource committed(Brief brief, Path repo, Git git) {
    String commit = commit(git, ref(brief));
    if (!brief.scope().carriedGlobs().isEmpty() && !hasTree(git)) {
      throw refused("scope.carry takes files of the working tree, and this repository is bare");
    }
    CarriedFiles files = new CarriedFiles(brief.scope(), repo, git);
    List<String> carried = files.paths(commit);
    return carrying(committed(brief, repo, git, commit, carried), files, carried);
  }

  private PinnedSource carrying(PinnedSource source, CarriedFiles files, List<String> carried) {
    if (carried.isEmpty()) {
      return source;
    }
    try {
      PinnedSource carrying = source.withCarried(files.pack(carried));
      tellCarried(carried);
      return carrying;
    } catch (CommandException e) {
      source.close();
      throw e;
    }
  }

  /** Lists the files, since they leave this disk. */
  private void tellCarried(List<String> carried) {
    err.println("Sent along with the job, but never part of its result:");
    carried.stream()
        .limit(MAX_SHOWN)
        .forEach(
            path ->
                err.println(
                    "  %s%s"
                        .formatted(
                            PlainLine.one(path),
                            ProductionNames.isCredentialFile(path)
                                ? " (looks like credentials of production)"
                                : "")));
    if (carried.size() > MAX_SHOWN) {
      err.println("  and " + (carried.size() - MAX_SHOWN) + " more");
    }
    err.flush();
  }

  private PinnedSource committed(
      Brief brief, Path repo, Git git, String commit, List<String> carried) {
    CommitFiles committed = repositories.files(git, commit);
    NamedFiles files = new NamedFiles(brief, git, committed);
    files.requireInputs();
    if (hasTree(git)) {
      if (ref(brief).equals("HEAD")) {
        requireSame(files, repo, git, commit, carried);
      } else {
        files.requirePresent(commit, repo, carried);
      }
    }
    warnOfUpstream(git, ref(brief));
    requireRunnable(brief, repo, git, commit, committed);
    warnOfContents(git, commit);
    String ref = ref(brief);
    Sources sources = repositories.sources(repo, ref, commit, () -> sources(git, ref, commit));
    Brief pinned =
        brief
            .withSource(repo.toString(), commit)
            .withSources(sources.equals(Sources.NONE) ? null : sources);
    if (reach.isLocal() || !sources.remotes().isEmpty()) {
      return PinnedSource.of(pinned);
    }
    try (ScratchRepository scratch = ScratchRepository.borrowing(git)) {
      return new PinnedSource(pinned, bundle(scratch, git, commit, null));
    }
  }

  private static Sources sources(Git git, String ref, String commit) {
    List<String> remotes = NetworkRemotes.having(git, commit);
    if (remotes.isEmpty()) {
      PartialClone.requireWhole(git, commit);
    }
    return PinnedBranch.of(git, ref).in(new Sources(remotes, null, null));
  }

  private PinnedSource snapshot(Brief brief, Path repo, Git git) {
    requireSnapshot(brief, git);
    String head = git.line("rev-parse", "--verify", "--quiet", "HEAD");
    try (ScratchRepository scratch = ScratchRepository.borrowing(git)) {
      Snapshot snapshot = new Snapshot(git, scratch);
      String commit = snapshot.take(head);
      if (commit.equals(head)) {
        return committed(brief, repo, git);
      }
      CarriedFiles files = new CarriedFiles(brief.scope(), repo, snapshot.git());
      List<String> carried = files.paths(commit);
      CommitFiles taken = CommitReader.of(snapshot.git(), commit);
      new NamedFiles(brief, snapshot.git(), taken).requireInputs();
      requireRunnable(brief, repo, snapshot.git(), commit, taken);
      warnOfContents(snapshot.git(), commit);
      List<String> remotes = head == null ? List.of() : NetworkRemotes.having(git, head);
      if (remotes.isEmpty() && head != null) {
        PartialClone.requireWhole(git, head);
      }
      String needs = reach.isLocal() || !remotes.isEmpty() ? head : null;
      Path bundle = bundle(scratch, snapshot.git(), commit, needs);
      Brief pinned = brief.withSource(repo.toString(), commit);
      Sources sources = PinnedBranch.of(git, "HEAD").in(new Sources(remotes, needs, null));
      PinnedSource source = new PinnedSource(pinned.withSources(sources), bundle);
      return carrying(source, files, carried);
    }
  }

  /** Refuses what is sure to fail and warns of what may fail, before any work is done. */
  private void requireRunnable(Brief brief, Path repo, Git git, String commit, CommitFiles files) {
    SourceLint.Result result = BriefSource.lint(brief, repo, git, commit, files);
    if (!result.findings().isEmpty()) {
      err.println(FindingText.of(result.findings()));
      err.flush();
    }
    if (!result.errors().isEmpty()) {
      throw new InvalidBriefException(result.errors());
    }
  }

  private static void requireSnapshot(Brief brief, Git git) {
    if (!ref(brief).equals("HEAD")) {
      throw refused("--dirty takes the working tree, and scope.ref names a commit: " + ref(brief));
    }
    if (!hasTree(git)) {
      throw refused("--dirty takes the working tree, and this repository is bare");
    }
    if (git.answer("grep", "-q", "--untracked", LFS, "--", ATTRIBUTES).isGood()) {
      throw refused(
          "--dirty does not support Git LFS, which this repository uses (.gitattributes); commit instead");
    }
  }

  private Path bundle(ScratchRepository scratch, Git git, String commit, @Nullable String needs) {
    boolean isShallow = "true".equals(git.line("rev-parse", "--is-shallow-repository"));
    if (needs == null && isShallow) {
      throw refused(
          "commit %s is on no network remote, and cannot be sent along from a shallow clone: push it, or git fetch --unshallow"
              .formatted(commit));
    }
    scratch.takeRefs(commit, git);
    Path bundle = scratch.bundle(commit, needs, reach.maxBundle());
    if (bundle == null) {
      scratch.dropRefs(); // without the refs the bundle may be small enough
      bundle = scratch.bundle(commit, needs, reach.maxBundle());
    }
    if (bundle == null) {
      throw refused(
          "commit %s is on no network remote, and is too large to be sent along (more than %d MiB%s): push it"
              .formatted(
                  commit,
                  reach.maxBundle() >> 20,
                  needs == null ? " with its history" : " of changes"));
    }
    return bundle;
  }

  static boolean isUrl(@Nullable String repo) {
    return repo != null && (repo.contains("://") || SSH.matcher(repo).matches());
  }

  private Path root(Scope scope, Path folder) {
    Path at = scope.repo() == null ? folder : folder.resolve(scope.repo());
    return WorkingTree.repositoryOf(at, repositories.at(at))
        .orElseThrow(
            () ->
                refused(
                    scope.repo() == null
                        ? "the brief names no repository (scope.repo), and " + at + " is not in one"
                        : "scope.repo must be a git repository, got: " + at));
  }

  private static String ref(Brief brief) {
    return Objects.requireNonNullElse(brief.scope().ref(), "HEAD");
  }

  /** False for a bare repository. */
  private static boolean hasTree(Git git) {
    return !"true".equals(git.line("rev-parse", "--is-bare-repository"));
  }

  private static String commit(Git git, String ref) {
    Git.Said said =
        git.run("rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}");
    if (!said.isGood()) {
      throw refused("scope.ref must name a commit, got: " + ref + whyNone(git, ref, said));
    }
    return said.out().strip();
  }

  private static String whyNone(Git git, String ref, Git.Said said) {
    String words = GitReason.words(said.err());
    if (!words.isEmpty()) {
      return "; git says: " + GitReason.of(said.exit(), words);
    }
    if (git.line("rev-parse", "--verify", "--quiet", "HEAD") == null) {
      return "; the repository has no commit yet, but a job works on one";
    }
    String named = git.lineIfAny("rev-parse", "--verify", "--quiet", "--end-of-options", ref);
    boolean isMissing = named != null && !git.run("cat-file", "-e", named).isGood();
    return isMissing
        ? "; it is %s, and the repository lacks that object: git fsck lists all missing ones; fetch it again"
            .formatted(named)
        : "";
  }

  private void requireSame(
      NamedFiles files, Path repo, Git git, String commit, List<String> carried) {
    List<String> changed = List.of();
    try {
      changed = changed(git, commit);
    } catch (GitFailure e) {
      if (files.isAny(repo)) {
        throw e;
      }
      warn(PlainLine.of("Uncommitted changes are unknown: " + e.getMessage()));
    }
    files.requireSame(repo, changed, carried);
    warnOfChanges(changed);
  }

  /** The files of the commit that differ in the working tree. */
  private static List<String> changed(Git git, String commit) {
    return git.list("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", commit);
  }

  private void warnOfChanges(List<String> changed) {
    if (changed.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("Not committed, so the job does not see it:");
    changed.stream()
        .limit(MAX_SHOWN)
        .forEach(path -> text.append("\n  ").append(PlainLine.one(path)));
    if (changed.size() > MAX_SHOWN) {
      text.append("\n  and ").append(changed.size() - MAX_SHOWN).append(" more");
    }
    warn(text.toString());
  }

  /** Warns if the upstream is ahead as of the last fetch; fetches nothing. */
  private void warnOfUpstream(Git git, String ref) {
    String of = ref.equals("HEAD") ? "@{upstream}" : ref + "@{upstream}";
    String behind = git.lineIfAny("rev-list", "--count", "--end-of-options", ref + ".." + of);
    if (behind != null && behind.matches("[1-9][0-9]*")) {
      String upstream = git.lineIfAny("rev-parse", "--abbrev-ref", of);
      warn(
          PlainLine.one(
              "%s is %s commit%s behind %s as of the last fetch: the job works on the older one."
                  .formatted(ref, behind, behind.equals("1") ? "" : "s", upstream)));
    }
  }

  /** Warns of parts of the commit that a job does not get. */
  private void warnOfContents(Git git, String commit) {
    if (git.run("cat-file", "-e", commit + ":.gitmodules").isGood()) {
      warn("The repository has submodules: for the job they are empty folders.");
    }
    if (git.run("grep", "-q", LFS, commit, "--", ATTRIBUTES).isGood()) {
      warn("The repository uses Git LFS: the job sees pointers in place of those files.");
    }
  }

  /** Prints each warning once, even for many briefs with the same repository. */
  private void warn(String text) {
    if (told.add(text)) {
      err.println(text);
      err.flush();
    }
  }

  static CommandException refused(String message) {
    return new CommandException(
        ExitCode.REFUSED, CommandException.sentence(message) + "Nothing was submitted");
  }
}
