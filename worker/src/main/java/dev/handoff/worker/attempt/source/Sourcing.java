package dev.handoff.worker.attempt.source;

import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.Sources;
import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.GitFolder;
import dev.handoff.worker.attempt.git.Refs;
import dev.handoff.worker.attempt.order.AttemptListener;
import dev.handoff.worker.attempt.order.AttemptSettings;
import dev.handoff.worker.attempt.source.Source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Finds a commit in this order: in the worker's cache, at the path, at a remote that has it, in the
 * bundle that came with the job.
 */
public final class Sourcing {

  private static final int SHA1_LENGTH = 40;

  private final RepositoryCache cache;
  private final PathAccess paths;
  private final Predicate<String> permittedUrls;

  public Sourcing(RepositoryCache cache, AttemptSettings settings) {
    this.cache = cache;
    this.paths = PathAccess.of(settings);
    this.permittedUrls = settings.policy()::permitsRepository;
  }

  /**
   * The place of a commit.
   *
   * @param repository a bare repository that has it
   * @param target the repository on this disk that gets the branch; empty: none
   * @param refs the refs of the job's repository beside its branch
   */
  public record Found(Path repository, Optional<PathTarget> target, Refs refs) {}

  /** The objects of a scope's base commit; empty if it must be fetched first. */
  public Optional<Path> objectsHere(Scope scope, Git git) throws IOException, InterruptedException {
    Wanted wanted = Wanted.by(scope);
    return cache.has(wanted.repo(), wanted.commit(), git)
        ? Optional.of(cache.repository(wanted.repo(), wanted.commit()).resolve("objects"))
        : Optional.empty();
  }

  /**
   * Asks the remote of a scope what its ref is now; empty if the remote does not have it.
   *
   * @throws SourceException if the remote cannot be asked
   */
  public Optional<PinnedRef> pin(Scope scope, Git git) throws IOException, InterruptedException {
    Wanted wanted = Wanted.by(scope);
    UrlSource remote = new UrlSource(wanted.repo(), permittedUrls);
    Optional<String> objection = remote.objection();
    if (objection.isPresent()) {
      throw new SourceException(remote.label() + ": " + objection.get());
    }
    Path own = Files.createTempDirectory(git.scratch(), "pin");
    try {
      new GitFolder(own, SHA1_LENGTH).createBare();
      return remote.find(new RemoteRef(wanted.commit()), own, git);
    } catch (SourceException e) {
      throw new SourceException(remote.label() + ": " + e.getMessage());
    } finally {
      FolderDeletion.delete(own);
    }
  }

  /**
   * Fetches the base commit of a scope.
   *
   * @param log takes a line for the attempt's log
   * @throws SourceException with each source that was tried
   */
  public Found bring(Scope scope, Git git, AttemptListener listener, Consumer<String> log)
      throws IOException, InterruptedException {
    Wanted wanted = Wanted.by(scope);
    Sources sources = wanted.sources();
    List<Source> bundle =
        sources.bundle() == null
            ? List.of()
            : List.of(new BundleSource(sources.bundle(), listener));
    String repo = wanted.repo();
    String commit = wanted.commit();
    List<Source> all = places(repo, sources);
    all.addAll(bundle);
    if (sources.needs() == null || cache.has(repo, commit, git)) {
      cache.bring(repo, commit, all, git);
    } else {
      bringNeeded(repo, sources.needs(), sources, git);
      cache.bring(repo, commit, bundle, git);
    }
    Path repository = cache.repository(repo, commit);
    Optional<PathTarget> target = target(wanted, repository, git);
    Refs refs = new CommitRefs(cache, wanted, repository, git, log).find(all, target);
    return new Found(repository, target, refs);
  }

  /**
   * The branch goes where the commit came from. On another host the same path may be a different
   * repository: only one that has the commit, or the base of its snapshot, is the job's own.
   */
  private Optional<PathTarget> target(Wanted wanted, Path repository, Git git)
      throws IOException, InterruptedException {
    Optional<String> path = PathSource.pathOf(wanted.repo());
    if (path.isEmpty()) {
      return Optional.empty();
    }
    return known(new PathSource(path.get(), paths), wanted.commit(), repository, git)
        .map(known -> new PathTarget(path.get(), known, paths));
  }

  private static Optional<String> known(PathSource source, String base, Path repository, Git git)
      throws IOException, InterruptedException {
    if (source.has(base, git)) {
      return Optional.of(base);
    }
    String parent = parent(repository, base, git);
    return !parent.equals(base) && source.has(parent, git) ? Optional.of(parent) : Optional.empty();
  }

  /** The commit itself if it has no base. */
  private static String parent(Path repository, String commit, Git git)
      throws IOException, InterruptedException {
    String line = git.line(Place.repository(repository), "rev-list", "-1", "--parents", commit);
    return line.split(" ")[line.contains(" ") ? 1 : 0];
  }

  private void bringNeeded(String repo, String needed, Sources sources, Git git)
      throws IOException, InterruptedException {
    try {
      cache.bring(repo, needed, places(repo, sources), git);
    } catch (SourceException e) {
      throw new SourceException(
          "the bundle needs commit " + needed + ", which cannot be fetched: " + e.getMessage());
    }
  }

  private List<Source> places(String repo, Sources sources) {
    List<Source> places = new ArrayList<>();
    Set<String> urls = new LinkedHashSet<>();
    PathSource.pathOf(repo)
        .ifPresentOrElse(path -> places.add(new PathSource(path, paths)), () -> urls.add(repo));
    urls.addAll(sources.remotes());
    urls.forEach(url -> places.add(new UrlSource(url, permittedUrls)));
    return places;
  }
}
