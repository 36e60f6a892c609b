package dev.handoff.worker.attempt.source;

import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Refs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network remote, which is read with the credentials of this worker's user.
 *
 * @param permitted what this worker's policy allows as repositories: the submitter named the
 *     remote, and must not use the worker's credentials to read what the policy denies to jobs
 */
public record UrlSource(String url, Predicate<String> permitted) implements Source {

  // A name that begins with - would be an option of ssh; ext:: and similar run commands.
  private static final Pattern PERMITTED =
      Pattern.compile(
          "(?:https|ssh)://(?:[^/@-][^/@]*@)?[^/@-][^/@]*/.*"
              + "|(?:[\\w.][\\w.-]*@)?[\\w.][\\w.-]*:(?![:-]|//).+");

  private static final Pattern LOGIN = Pattern.compile("(?<=://)[^/@]*@");

  /** For the brief's own repository, which the policy has permitted. */
  public UrlSource(String url) {
    this(url, each -> true);
  }

  @Override
  public String label() {
    return "remote " + shown(url);
  }

  /** The URL without a possible password. */
  static String shown(String url) {
    return url.startsWith("ssh:") ? url : LOGIN.matcher(url).replaceAll("");
  }

  @Override
  public Optional<String> objection() {
    if (!PERMITTED.matcher(url).matches()) {
      return Optional.of("only https and ssh are permitted, to a host that does not begin with -");
    }
    return permitted.test(url)
        ? Optional.empty()
        : Optional.of("this worker's policy does not permit it");
  }

  @Override
  public void fetch(Path repository, String commit, Git git)
      throws IOException, InterruptedException {
    fetchAll(repository, List.of("+" + commit + ":" + RepositoryCache.ref(commit)), git);
  }

  @Override
  public void fetchAll(Path repository, List<String> refspecs, Git git)
      throws IOException, InterruptedException {
    try {
      git.fetchRemote(repository, url, refspecs);
    } catch (Git.GitException e) {
      throw named(e);
    }
  }

  @Override
  public Refs.Found refs(Path repository, String commit, @Nullable String upstream, Git git)
      throws IOException, InterruptedException {
    List<String> ask =
        List.of("ls-remote", "-q", "--symref", "--", url, "HEAD", "refs/heads/*", "refs/tags/*");
    try {
      return RemoteRefs.of(git.askRemote(repository, url, ask))
          .reaching(repository, commit, upstream, git);
    } catch (Git.GitException e) {
      throw named(e);
    }
  }

  /**
   * Asks what a ref is now; empty if the remote does not have it.
   *
   * @param repository any, for its configuration
   */
  Optional<PinnedRef> find(RemoteRef ref, Path repository, Git git)
      throws IOException, InterruptedException {
    try {
      return ref.in(RefListing.text(git.askRemote(repository, url, ref.question(url))));
    } catch (Git.GitException e) {
      throw named(e);
    }
  }

  /** The text without a possible password. */
  private SourceException named(Git.GitException e) {
    return new SourceException(String.valueOf(e.getMessage()).replace(url, shown(url)));
  }
}
