package dev.handoff.worker.attempt.source;

import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.Sources;
import dev.handoff.carry.CarriedPack;
import dev.handoff.carry.CarriedPack.Entry;
import dev.handoff.file.FileErrorText;
import dev.handoff.file.Sha256;
import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.git.CaseClash;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.GitFolder;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.git.PathGroups;
import dev.handoff.worker.attempt.git.PathRules;
import dev.handoff.worker.attempt.git.TreeFiles;
import dev.handoff.worker.attempt.order.AttemptListener;
import dev.handoff.worker.attempt.source.Source.SourceException;
import dev.handoff.worker.secret.EnvironmentFile;
import dev.handoff.worker.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files that came with the job from its submitter's working tree. Setup, run and each check
 * find them as they came; they are never part of the result, even if they were changed. Their
 * content is read again each time from one file and checked against its digest: with weak isolation
 * a job could write to that file.
 */
public final class CarriedFiles {

  static final CarriedFiles NONE = new CarriedFiles(Optional.empty(), Set.of(), List.of());

  /** More would slow down every search for them. */
  private static final int MOST_SECRETS = 1000;

  private static final int MOST_LETTERS = 64 * 1024;

  /** The one file, and what it was when it was sent. */
  private record Pack(Path file, Sources.Bundle sent) {}

  private final Optional<Pack> pack;
  private final Set<String> paths;
  private final List<Secret> secrets;

  private CarriedFiles(Optional<Pack> pack, Set<String> paths, Collection<Secret> secrets) {
    this.pack = pack;
    this.paths = Set.copyOf(paths);
    this.secrets = List.copyOf(secrets);
  }

  /** The files are not allowed by the brief, or are not possible in a tree. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedException(String why) {
      super(why);
    }
  }

  /**
   * Fetches the files of the attempt and checks them; nothing is written into its tree yet.
   *
   * @throws SourceException if they cannot be fetched as they were sent
   * @throws RefusedException if they must not be used
   */
  public static CarriedFiles bring(JobTree tree, Scope scope, AttemptListener listener)
      throws IOException, InterruptedException {
    if (!scope.carries()) {
      return NONE;
    }
    Sources sources = scope.sources();
    if (sources == null || sources.carried() == null) {
      throw new RefusedException("scope.carry names files, and none came with the job");
    }
    Sources.Bundle stored = sources.carried();
    if (stored.bytes() > CarriedPack.MAX_PACKED_BYTES) {
      throw new RefusedException(
          "they must have at most %d bytes, got: %d"
              .formatted(CarriedPack.MAX_PACKED_BYTES, stored.bytes()));
    }
    Pack pack = new Pack(tree.workspace().carried(), stored);
    fetch(listener, stored, pack.file());
    List<Entry> entries = fetched(pack);
    List<String> paths = entries.stream().map(entry -> Git.raw(entry.path())).toList();
    require(tree, scope, paths);
    return new CarriedFiles(Optional.of(pack), new HashSet<>(paths), secrets(entries));
  }

  private static void fetch(AttemptListener listener, Sources.Bundle stored, Path pack)
      throws IOException, InterruptedException {
    Files.deleteIfExists(pack);
    Files.createFile(pack, ownerOnly(false));
    try (OutputStream out = Files.newOutputStream(pack)) {
      listener.readCarried(stored, out);
    } catch (IOException e) {
      throw new SourceException(FileErrorText.of(e));
    }
  }

  private static List<Entry> fetched(Pack pack) throws IOException {
    byte[] bytes = Files.readAllBytes(pack.file());
    if (!isSent(bytes, pack.sent())) {
      throw new SourceException("they are not those that were sent");
    }
    try {
      return CarriedPack.read(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new RefusedException(FileErrorText.of(e));
    }
  }

  private static boolean isSent(byte[] bytes, Sources.Bundle sent) {
    return bytes.length == sent.bytes()
        && HexFormat.of().formatHex(Sha256.of(bytes)).equals(sent.sha256());
  }

  /** Rejects files that the brief does not name, and files that would replace something else. */
  private static void require(JobTree tree, Scope scope, List<String> paths)
      throws IOException, InterruptedException {
    Set<String> own = new HashSet<>(paths);
    for (String path : paths) {
      if (TreeFiles.find(tree.workspace().tree(), path).isEmpty()) {
        throw new RefusedException(
            "this worker cannot spell the name %s; start it with LC_ALL=C.UTF-8"
                .formatted(Change.shown(path)));
      }
    }
    if (own.size() < paths.size()) {
      throw new RefusedException("one of them comes twice");
    }
    Set<String> named = named(tree, scope, own);
    for (String path : paths) {
      if (!named.contains(path)) {
        throw new RefusedException(
            "scope.carry does not name %s, which came with the job".formatted(Change.shown(path)));
      }
    }
    requireRoom(own, tree.base().paths());
    Set<String> all = new HashSet<>(own);
    all.addAll(tree.base().paths());
    for (Map.Entry<String, String> clash :
        CaseClash.of(paths, tree.base().paths(), all).entrySet()) {
      throw new RefusedException(
          "%s is the same as %s but for its case"
              .formatted(Change.shown(clash.getKey()), Change.shown(clash.getValue())));
    }
  }

  /** The files that the brief's globs match, by git's own engine, which needs a repository. */
  private static Set<String> named(JobTree tree, Scope scope, Set<String> paths)
      throws IOException, InterruptedException {
    Path repository = tree.workspace().repository();
    new GitFolder(repository, tree.base().hash().length())
        .borrow(tree.base().objects())
        .createBare();
    try {
      return new PathRules(tree).matching(scope.carriedGlobs(), paths);
    } finally {
      FolderDeletion.delete(repository);
    }
  }

  /** No path may be a file here and a folder elsewhere, in the base commit or among these files. */
  private static void requireRoom(Set<String> own, Set<String> base) throws RefusedException {
    Set<String> files = new HashSet<>(base);
    files.addAll(own);
    for (String path : own) {
      if (base.contains(path)) {
        throw new RefusedException("the commit has a file %s".formatted(Change.shown(path)));
      }
    }
    for (String path : files) {
      for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
        String above = path.substring(0, end);
        if (files.contains(above) && (own.contains(path) || own.contains(above))) {
          throw new RefusedException(
              "%s would be a file, and a folder with %s in it"
                  .formatted(Change.shown(above), Change.shown(path)));
        }
      }
    }
  }

  private static List<Secret> secrets(Collection<Entry> entries) throws RefusedException {
    List<Secret> secrets = new ArrayList<>();
    for (Entry entry : entries) {
      secrets.addAll(EnvironmentFile.secrets(entry.path(), entry.content()));
      int letters = secrets.stream().mapToInt(secret -> secret.value().length()).sum();
      if (secrets.size() > MOST_SECRETS || letters > MOST_LETTERS) {
        throw new RefusedException(
            "with %s they have more values under the names of secrets than can be kept out of the log: at most %d, with %d letters in all"
                .formatted(Change.shown(Git.raw(entry.path())), MOST_SECRETS, MOST_LETTERS));
      }
    }
    return secrets;
  }

  /** The secrets in the files, which must not leave the worker. */
  public List<Secret> secrets() {
    return secrets;
  }

  /** The paths in git's spelling. */
  public Set<String> paths() {
    return paths;
  }

  public boolean has(String path) {
    return paths.contains(path);
  }

  /**
   * Restores the files to what they were when they came, even if a link or a folder is in the way
   * now. No link is followed. No process of the job may be alive.
   */
  public void writeTo(Path tree) throws IOException {
    if (paths.isEmpty()) {
      return;
    }
    for (Entry entry : fetched(pack.orElseThrow())) {
      Path file = TreeFiles.find(tree, Git.raw(entry.path())).orElseThrow();
      makeFolders(tree, tree.relativize(file.getParent()));
      FolderDeletion.delete(file);
      Files.createFile(file, ownerOnly(entry.isExecutable()));
      Files.write(file, entry.content(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }
  }

  private static void makeFolders(Path tree, Path folders) throws IOException {
    Path at = tree;
    for (Path part : folders) {
      at = at.resolve(part);
      if (!part.toString().isEmpty() && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        FolderDeletion.delete(at);
        Files.createDirectory(at);
      }
    }
  }

  private static FileAttribute<?> ownerOnly(boolean isExecutable) {
    return PosixFilePermissions.asFileAttribute(
        PosixFilePermissions.fromString(isExecutable ? "rwx------" : "rw-------"));
  }

  /** For the log; empty if there are none. */
  public Optional<String> text() {
    return paths.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "carried from the submitter's working tree, and in no result: "
                + PathGroups.list(paths.stream().sorted().map(Change::shown).toList()));
  }
}
