package dev.handoff.worker.attempt.home;

import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.folder.TreeCopy;
import dev.handoff.worker.attempt.folder.Workspace;
import dev.handoff.worker.attempt.source.RepositoryCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * HOME and temporary folder of an attempt's processes. Files there decide what tools do, so each
 * check begins with what setup left in HOME and an empty temporary folder: nothing in them was
 * written by the job's run, by another check or by another job. Of what setup left, the caches of
 * tools alone stay for later jobs, if the job completes.
 */
public final class JobHome {

  private final Path home;
  private final Path temporary;
  private final Path afterSetup;
  private final Path scratch;
  private final ToolCaches caches;
  private final LoginProfile profile;
  // Empty: whose job it is is not known, so it shares nothing.
  private final Optional<String> key;

  public JobHome(
      Workspace workspace,
      ToolCaches caches,
      LoginProfile profile,
      Optional<String> owner,
      String repo) {
    this.home = workspace.home();
    this.temporary = workspace.temporary();
    this.afterSetup = workspace.folder().resolve("home-after-setup");
    this.scratch = workspace.folder().resolve("caches");
    this.caches = caches;
    this.profile = profile;
    this.key = owner.map(name -> RepositoryCache.key(name + "\n" + repo));
  }

  /** Makes it, with the caches that earlier jobs of this submitter and repository have left. */
  public void create() throws IOException, InterruptedException {
    Files.createDirectories(home);
    if (key.isPresent()) {
      caches.copyTo(key.get(), home);
    }
    profile.write(home);
  }

  /** Remembers it as it is after setup. */
  public void keep() throws IOException, InterruptedException {
    if (isBare(home)) {
      Files.createDirectory(afterSetup);
    } else {
      TreeCopy.copy(home, afterSetup);
    }
  }

  /** Makes both anew. No process of the job may live. */
  public void renew() throws IOException, InterruptedException {
    FolderDeletion.delete(temporary);
    Files.createDirectory(temporary);
    FolderDeletion.delete(home);
    if (!Files.exists(afterSetup, LinkOption.NOFOLLOW_LINKS)) {
      create();
    } else if (isBare(afterSetup)) {
      Files.createDirectory(home);
      profile.write(home);
    } else {
      TreeCopy.copy(afterSetup, home);
    }
  }

  /** Removes it, with what is kept of it for checks. No process of the job may live. */
  public void delete() throws IOException {
    FolderDeletion.delete(home);
    FolderDeletion.delete(afterSetup);
  }

  /** Keeps the caches that setup filled for later jobs. The attempt needs this home no more. */
  public void keepCaches() throws IOException, InterruptedException {
    if (key.isPresent() && Files.exists(afterSetup, LinkOption.NOFOLLOW_LINKS)) {
      caches.replace(key.get(), afterSetup, scratch);
    }
  }

  /** Whether there is nothing in it that would have to be copied. */
  private boolean isBare(Path folder) throws IOException {
    List<Path> entries;
    try (Stream<Path> listed = Files.list(folder)) {
      entries = listed.limit(10).toList();
    }
    for (Path entry : entries) {
      if (!profile.isOwn(entry)) {
        return false;
      }
    }
    return true;
  }
}
