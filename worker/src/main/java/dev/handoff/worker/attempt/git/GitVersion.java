package dev.handoff.worker.attempt.git;

import dev.handoff.worker.attempt.git.Git.Place;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Git's version on this host, asked once. Used by many threads. */
public final class GitVersion {

  private volatile @Nullable String text;

  /** As git prints it. */
  public String text(Git git) throws IOException, InterruptedException {
    String known = text;
    if (known == null) {
      known = git.line(Place.NONE, "version");
      text = known;
    }
    return known;
  }
}
