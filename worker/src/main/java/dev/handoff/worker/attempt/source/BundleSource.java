package dev.handoff.worker.attempt.source;

import dev.handoff.brief.Sources;
import dev.handoff.file.FileErrorText;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Refs;
import dev.handoff.worker.attempt.order.AttemptListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bundle that the submitter sent with the job, because no other source has the commit for
 * workers.
 */
final class BundleSource implements Source {

  private final Sources.Bundle bundle;
  private final AttemptListener store;
  // The refs of the last fetch, so that the bundle is not read a second time for them.
  private Refs heads = Refs.NONE;

  BundleSource(Sources.Bundle bundle, AttemptListener store) {
    this.bundle = bundle;
    this.store = store;
  }

  @Override
  public String label() {
    return "bundle of " + bundle.bytes() + " bytes";
  }

  @Override
  public Optional<String> objection() {
    return bundle.bytes() <= Sources.MAX_BUNDLE_BYTES
        ? Optional.empty()
        : Optional.of("a bundle must be at most " + Sources.MAX_BUNDLE_BYTES + " bytes");
  }

  @Override
  public void fetch(Path repository, String commit, Git git)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile(git.scratch(), "source", ".bundle");
    try {
      read(file);
      List<String> lines = heads(file, repository, git);
      String ref = RepositoryCache.ref(commit);
      Refs others = Refs.of(lines, null);
      // The cache serves all jobs: a ref in it must name exactly the commit that its name says.
      if (!lines.contains(commit + " " + ref)) {
        throw new SourceException("it does not have this commit, but " + lines.get(0));
      }
      List<String> refspecs = new ArrayList<>(List.of("+" + ref + ":" + ref));
      others
          .hashes()
          .forEach((name, hash) -> refspecs.add("+" + name + ":" + RepositoryCache.held(hash)));
      git.fetch(repository, "--upload-pack=git-upload-pack", file.toString(), refspecs);
      heads = others;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static List<String> heads(Path file, Path repository, Git git)
      throws IOException, InterruptedException {
    byte[] output =
        git.run(Git.Place.repository(repository), "bundle", "list-heads", file.toString());
    List<String> lines = RefListing.text(output).lines().toList();
    if (lines.isEmpty()) {
      throw new SourceException("it has no commit");
    }
    return lines;
  }

  /** The refs that the bundle has beside the commit. */
  @Override
  public Refs.Found refs(Path repository, String commit, @Nullable String upstream, Git git)
      throws IOException, InterruptedException {
    Map<String, String> all = heads.hashes();
    Set<String> reached = RemoteRefs.reached(repository, commit, all, git);
    Map<String, String> found = new HashMap<>(all);
    found.keySet().removeIf(name -> name.startsWith(Refs.TAGS) && !reached.contains(name));
    return new Refs.Found(Refs.of(found, null), Set.of());
  }

  @Override
  public void fetchAll(Path repository, List<String> refspecs, Git git) throws IOException {
    throw new SourceException("a bundle has no more than it brought with the commit");
  }

  private void read(Path file) throws IOException, InterruptedException {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.readBundle(bundle, out);
    } catch (IOException e) {
      throw new SourceException(FileErrorText.of(e));
    }
  }
}
