package dev.handoff.worker.attempt.source;

import dev.handoff.brief.Sources;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.GitException;
import dev.handoff.worker.attempt.git.Git.TooLongException;
import dev.handoff.worker.attempt.git.Refs;
import dev.handoff.worker.attempt.source.Source.SourceException;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tags and the branches of origin for a job's repository, as the user's clone has them:
 * tools ask for the last tag, or for the difference from origin's main branch. Following a long
 * history takes time, so the refs are kept beside the commit. If they cannot be found, the job runs
 * without them, and its log says so.
 */
final class CommitRefs {

  private static final String KEPT = "refs-of";
  private static final String NO_HEAD = "-";

  private final RepositoryCache cache;
  private final Wanted wanted;
  private final Path repository;
  private final Git git;
  private final Consumer<String> log;
  private final @Nullable String upstream;

  /**
   * @param repository of the cache, which has the base commit
   * @param log takes a line for the attempt's log
   */
  CommitRefs(RepositoryCache cache, Wanted wanted, Path repository, Git git, Consumer<String> log) {
    this.cache = cache;
    this.wanted = wanted;
    this.repository = repository;
    this.git = git;
    this.log = log;
    Sources sources = wanted.sources();
    this.upstream =
        sources.upstream() == null ? null : "refs/remotes/" + Git.raw(sources.upstream());
  }

  /**
   * @param sources of the commit; the first that answers counts. A path that has the commit is read
   *     for each job, since a tag may have been added since the last one
   * @param target a path that has the commit; empty: none has it
   */
  Refs find(List<Source> sources, Optional<PathTarget> target)
      throws IOException, InterruptedException {
    try {
      return target.isPresent() ? ofPath(target.get()) : of(sources);
    } catch (GitException | SourceException | TooLongException e) {
      log.accept(
          "the job's repository has no tags and no branches of origin: "
              + PlainText.line(String.valueOf(e.getMessage()), 500));
      return Refs.NONE;
    }
  }

  private Refs ofPath(PathTarget target) throws IOException, InterruptedException {
    PathSource source = new PathSource(target.path(), target.access());
    PathRepository found = PathRepository.open(target.path(), target.access());
    String rest = " " + target.known() + " " + upstream;
    // Read before git lists them, so that refs which change meanwhile are listed again.
    Optional<String> files =
        found.isOwn(target.access()) ? RefFiles.digest(found.folder()) : Optional.empty();
    Optional<Refs> unchanged = files.isEmpty() ? Optional.empty() : kept(files.get() + rest);
    if (unchanged.isPresent()) {
      return unchanged.get();
    }
    try (PathRefs refs = PathRefs.open(found, wanted.commit().length(), git)) {
      String state = files.orElseGet(refs::digest) + rest;
      Optional<Refs> kept = kept(state);
      return kept.isPresent()
          ? kept.get()
          : keep(state, refs.reaching(target.known(), upstream), source);
    }
  }

  private Refs of(List<Source> sources) throws IOException, InterruptedException {
    Optional<Refs> kept = kept(null);
    if (kept.isPresent()) {
      return kept.get();
    }
    List<String> tried = new ArrayList<>();
    for (Source source : sources) {
      if (source.objection().isPresent()) {
        continue;
      }
      try {
        Refs.Found found = source.refs(repository, wanted.commit(), upstream, git);
        if (!found.refs().hashes().isEmpty()) {
          return keep(source.label(), found, source);
        }
      } catch (GitException | SourceException | TooLongException e) {
        tried.add(source.label() + ": " + e.getMessage());
      }
    }
    if (!tried.isEmpty()) {
      throw new SourceException(String.join("; ", tried));
    }
    return Refs.NONE;
  }

  private Refs keep(String state, Refs.Found found, Source source)
      throws IOException, InterruptedException {
    cache.hold(wanted.repo(), repository, found.beside(), source, git);
    Refs refs = found.refs();
    List<String> lines = new ArrayList<>(List.of(state));
    lines.add(refs.originHead() == null ? NO_HEAD : refs.originHead());
    lines.addAll(refs.lines());
    Path file = file();
    Files.createDirectories(file.getParent());
    Path draft = Files.createTempFile(file.getParent(), "tmp_", "");
    Files.write(draft, lines, StandardCharsets.ISO_8859_1);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    return refs;
  }

  /**
   * The refs that were found before.
   *
   * @param state the state of the source at that time; null: any state
   */
  private Optional<Refs> kept(@Nullable String state) throws IOException {
    if (!Files.exists(file())) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file(), StandardCharsets.ISO_8859_1);
    if (lines.size() < 2 || state != null && !state.equals(lines.get(0))) {
      return Optional.empty();
    }
    String head = lines.get(1).equals(NO_HEAD) ? null : lines.get(1);
    return Optional.of(Refs.of(lines.subList(2, lines.size()), head));
  }

  private Path file() {
    return repository.resolve(KEPT).resolve(wanted.commit());
  }
}
