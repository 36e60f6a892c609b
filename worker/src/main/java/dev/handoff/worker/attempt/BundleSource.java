package dev.handoff.worker.attempt;

import dev.handoff.brief.Sources;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the submitter sent with the job, because workers could have it from nowhere else. */
record BundleSource(Sources.Bundle bundle, AttemptListener store) implements Source {

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
      String ref = RepositoryCache.ref(commit);
      // The cache is for all jobs: no ref in it may name another commit than it says.
      String heads = git.line(Git.Place.repository(repository), "bundle", "list-heads", file + "");
      if (!heads.equals(commit + " " + ref)) {
        throw new SourceException("it does not have this commit, but " + heads);
      }
      git.fetch(
          repository, "--upload-pack=git-upload-pack", file.toString(), "+" + ref + ":" + ref);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void read(Path file) throws IOException, InterruptedException {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.readBundle(bundle, out);
    } catch (IOException e) {
      throw new SourceException(String.valueOf(e.getMessage()));
    }
  }
}
