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
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The HOME and the temporary folder of an attempt's processes. Files there decide what tools do, so
 * each check starts with what setup left in HOME and an empty temporary folder: neither the job's
 * run nor another check or job wrote anything in them. Of what setup left, only the caches of tools
 * are kept for later jobs, if the job completes.
 */
public final class JobHome {

  private final Path home;
  private final Path temporary;
  private final Path afterSetup;
  private final Path scratch;
  private final ToolCaches caches;
  private final LoginProfile profile;
  private final Supplier<Optional<String>> owner;
  private final @Nullable String repo;

  /**
   * @param owner the job's submitter; asked by each method, and not before
   */
  public JobHome(
      Workspace workspace,
      ToolCaches caches,
      LoginProfile profile,
      Supplier<Optional<String>> owner,
      @Nullable String repo) {
    this.home = workspace.home();
    this.temporary = workspace.temporary();
    this.afterSetup = workspace.folder().resolve("home-after-setup");
    this.scratch = workspace.folder().resolve("caches");
    this.caches = caches;
    this.profile = profile;
    this.owner = owner;
    this.repo = repo;
  }

  /** Empty: the job's submitter is unknown, so the job shares nothing. */
  private Optional<String> key() {
    return owner.get().map(name -> RepositoryCache.key(name + "\n" + repo));
  }

  /** Creates its folder, before the submitter is known. */
  public void makeFolder() throws IOException {
    Files.createDirectories(home);
  }

  /** Creates it, with the caches that earlier jobs of this submitter and repository have left. */
  public void create() throws IOException, InterruptedException {
    Files.createDirectories(home);
    Optional<String> key = key();
    if (key.isPresent()) {
      caches.copyTo(key.get(), home);
    }
    profile.write(home);
  }

  /** Saves its state after setup. */
  public void keep() throws IOException, InterruptedException {
    if (isBare(home)) {
      Files.createDirectory(afterSetup);
    } else {
      TreeCopy.copy(home, afterSetup);
    }
  }

  /** Restores both. No process of the job may be alive. */
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

  /** Removes it, with the copy for checks. No process of the job may be alive. */
  public void delete() throws IOException {
    FolderDeletion.delete(home);
    FolderDeletion.delete(afterSetup);
  }

  /**
   * Keeps the caches that setup filled for later jobs. The attempt does not need this home any
   * more.
   */
  public void keepCaches() throws IOException, InterruptedException {
    Optional<String> key = key();
    if (key.isPresent() && Files.exists(afterSetup, LinkOption.NOFOLLOW_LINKS)) {
      caches.replace(key.get(), afterSetup, scratch);
    }
  }

  /** Whether it has no content that would have to be copied. */
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
