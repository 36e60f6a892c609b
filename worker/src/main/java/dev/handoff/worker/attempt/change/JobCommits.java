package dev.handoff.worker.attempt.change;

import dev.handoff.file.FileErrorText;
import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.GitException;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.GitFolder;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Finds the commits in the job's repository that its result does not contain: commits on branches
 * that are not checked out, and stashes. The job may have written anything there, so its files are
 * read as text, its objects are moved into a repository of the worker's own, and no link is
 * followed.
 */
public final class JobCommits {

  /**
   * The last commit of a branch or stash that the job left.
   *
   * @param label its name for people
   * @param isStash false: a branch
   * @param count of commits that are nowhere else
   */
  public record Tip(String label, boolean isStash, String commit, int count) {}

  // Of refs, each of which may start git once.
  private static final int LOOKED_AT = 200;
  private static final int TEXT_BYTES = 1 << 20;
  private static final int HASH_LINE = 100;
  private static final String HEADS = "refs/heads/";
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern OBJECT = Pattern.compile("[0-9a-f]{38}|[0-9a-f]{62}");
  private static final Pattern PACK = Pattern.compile("pack-[0-9a-f]+\\.(pack|idx)");

  /** The time limits for one command of git and for all: a history can be made to take forever. */
  public static final Duration LIMIT = Duration.ofSeconds(30);

  private final JobTree tree;
  private final Git git;
  private final Path job;
  private final Place place;
  private final long start = System.nanoTime();

  public JobCommits(JobTree tree) {
    this.tree = tree;
    this.git = tree.git().within(LIMIT);
    this.job = tree.workspace().tree().resolve(".git");
    this.place = Place.repository(tree.workspace().jobRepository());
  }

  /** Moves the objects out of the job's repository, which the job does not need any more. */
  public List<Tip> take() throws IOException, InterruptedException {
    Path objects = tree.workspace().jobObjects();
    if (!isFolder(job) || !isFolder(job.resolve("objects"))) {
      return List.of();
    }
    try {
      return found(objects);
    } catch (IOException e) {
      // A job whose tree is in order has lost nothing.
      tree.log()
          .accept(
              "the job's repository cannot be read: " + PlainText.line(FileErrorText.of(e), 300));
      return List.of();
    }
  }

  private List<Tip> found(Path objects) throws IOException, InterruptedException {
    Map<String, String> branches = branches(job);
    Set<String> stashes = stashes(job);
    Path before = tree.workspace().folder().resolve("git-before");
    branches.values().removeAll(branches(before).values());
    branches.values().remove(tree.base().hash());
    stashes.removeAll(stashes(before));
    if (branches.isEmpty() && stashes.isEmpty()) {
      return List.of();
    }
    List<String> known = new ArrayList<>(List.of(tree.base().hash()));
    known.addAll(branches(before).values());
    FolderDeletion.delete(objects);
    FolderDeletion.delete(place.repository());
    Files.move(job.resolve("objects"), objects);
    Files.walkFileTree(objects, new OnlyObjects(objects));
    new GitFolder(place.repository(), tree.base().hash().length())
        .borrow(tree.base().objects())
        .borrowAlso(objects)
        .createBare();
    String head = head();
    if (!head.isEmpty() && count(head, List.of()) > 0) {
      known.add(head);
    }
    return tips(branches, stashes, known);
  }

  private List<Tip> tips(Map<String, String> branches, Set<String> stashes, List<String> known)
      throws IOException, InterruptedException {
    List<Tip> tips = new ArrayList<>();
    for (Map.Entry<String, String> each : branches.entrySet()) {
      int count = tips.size() < LOOKED_AT ? count(each.getValue(), known) : 0;
      if (count > 0) {
        String name = PlainText.line(each.getKey(), 100);
        tips.add(new Tip("branch " + name, false, each.getValue(), count));
      }
    }
    for (String stash : stashes) {
      if (tips.size() < LOOKED_AT && count(stash, known) > 0) {
        tips.add(new Tip("stash", true, stash, 1));
      }
    }
    return tips;
  }

  /** The number of commits that are nowhere else; 0 if they cannot be read. */
  private int count(String tip, List<String> known) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("rev-list", "--count", tip, "--not"));
    arguments.addAll(known);
    if (System.nanoTime() - start > LIMIT.toNanos()) {
      tree.log().accept("not read for lack of time: commit " + tip + " of the job's repository");
      return 0;
    }
    try {
      return Integer.parseInt(git.line(place, arguments.toArray(String[]::new)));
    } catch (GitException unreadable) {
      tree.log()
          .accept(
              "commit %s of the job's repository cannot be read: %s"
                  .formatted(tip, PlainText.line(String.valueOf(unreadable.getMessage()), 300)));
      return 0;
    }
  }

  /** The checked-out commit on which the tree is based; empty if unknown. */
  private String head() throws IOException {
    String head = text(job.resolve("HEAD")).strip();
    if (!head.startsWith("ref: ")) {
      return hash(head);
    }
    String branch = head.substring("ref: ".length()).strip();
    return branch.startsWith(HEADS)
        ? branches(job).getOrDefault(branch.substring(HEADS.length()), "")
        : "";
  }

  private static String hash(String text) {
    String first = text.strip();
    return HASH.matcher(first).matches() ? first : "";
  }

  /** The commits of a repository's branches, by the branches' names. */
  private static Map<String, String> branches(Path repository) throws IOException {
    Map<String, String> branches = new TreeMap<>();
    if (!isFolder(repository)) {
      return branches;
    }
    for (String line : text(repository.resolve("packed-refs")).lines().toList()) {
      String[] parts = line.split(" ", 2);
      if (parts.length == 2 && parts[1].startsWith(HEADS) && !hash(parts[0]).isEmpty()) {
        branches.put(parts[1].substring(HEADS.length()), parts[0]);
      }
    }
    Path heads = repository.resolve(HEADS);
    if (isFolder(repository.resolve("refs")) && isFolder(heads)) {
      Files.walkFileTree(heads, new LooseBranches(heads, branches));
    }
    return branches;
  }

  /** The commits of all stashes, the newest last. */
  private static Set<String> stashes(Path repository) throws IOException {
    Set<String> stashes = new LinkedHashSet<>();
    Path logs = repository.resolve("logs");
    if (!isFolder(repository) || !isFolder(logs) || !isFolder(logs.resolve("refs"))) {
      return stashes;
    }
    for (String line : text(logs.resolve("refs/stash")).lines().limit(LOOKED_AT).toList()) {
      String[] parts = line.split(" ", 3);
      if (parts.length == 3 && !hash(parts[1]).isEmpty()) {
        stashes.add(parts[1]);
      }
    }
    return stashes;
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static String text(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(TEXT_BYTES), StandardCharsets.UTF_8);
    }
  }

  /** Reads the branches that have their own file. */
  private static final class LooseBranches extends SimpleFileVisitor<Path> {
    private final Path heads;
    private final Map<String, String> branches;
    private int seen;

    LooseBranches(Path heads, Map<String, String> branches) {
      this.heads = heads;
      this.branches = branches;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile() && attributes.size() < HASH_LINE) {
        String commit = hash(text(file));
        if (!commit.isEmpty()) {
          branches.put(heads.relativize(file).toString(), commit);
        }
      }
      return ++seen < LOOKED_AT ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
      return FileVisitResult.CONTINUE;
    }
  }

  /**
   * Deletes everything that is not an object or a pack to git, and everything that links elsewhere.
   */
  private static final class OnlyObjects extends SimpleFileVisitor<Path> {
    private final Path objects;

    OnlyObjects(Path objects) {
      this.objects = objects;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Path place = objects.relativize(file);
      String name = file.getFileName().toString();
      boolean isLoose = OBJECT.matcher(name).matches();
      boolean isPack = place.startsWith("pack") && PACK.matcher(name).matches();
      boolean isObject = place.getNameCount() == 2 && (isLoose || isPack);
      if (!attributes.isRegularFile() || !isObject) {
        Files.delete(file);
      }
      return FileVisitResult.CONTINUE;
    }

    // Git could still find a file by its name that cannot be listed here.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException unreadable) throws IOException {
      FolderDeletion.delete(file);
      return FileVisitResult.CONTINUE;
    }
  }
}
