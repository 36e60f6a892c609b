package dev.handoff.cli.source;

import dev.handoff.brief.Brief.Scope;
import dev.handoff.carry.CarriedPack;
import dev.handoff.carry.CarriedPack.Entry;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.NoRoom;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.file.FileErrorText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The untracked or ignored files of the working tree that match {@code scope.carry} and are not in
 * the job's commit. Git lists and matches them, with an index of that commit in a temporary folder.
 */
final class CarriedFiles {

  private static final int MAX_SHOWN = 5;

  private final Scope scope;
  private final Path root;
  private final Git git;

  /**
   * @param git in the working tree; must have the commit
   */
  CarriedFiles(Scope scope, Path root, Git git) {
    this.scope = scope;
    this.root = root;
    this.git = git;
  }

  /**
   * Their paths from the root, as git prints them; empty if the brief carries nothing.
   *
   * @throws CommandException with 5 if a glob matches nothing
   */
  List<String> paths(String commit) {
    try {
      return scope.carriedGlobs().isEmpty() ? List.of() : found(commit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Packs them into a temporary file for the job.
   *
   * @param paths result of {@link #paths}
   * @throws CommandException with 5 if one of them cannot be carried, or together they are too
   *     large
   */
  Path pack(List<String> paths) {
    try {
      return packed(entries(paths));
    } catch (IOException e) {
      if (NoRoom.is(e)) {
        throw SourcePin.refused(
            "there is no room to pack what scope.carry matches: the disk of %s is full. Free some, or set TMPDIR to a folder on another disk"
                .formatted(System.getProperty("java.io.tmpdir")));
      }
      throw SourcePin.refused(
          "scope.carry matches a file that cannot be read: " + PlainLine.one(FileErrorText.of(e)));
    }
  }

  private List<String> found(String commit) throws IOException {
    Path folder = Files.createTempDirectory("handoff-carry");
    Path index = folder.resolve("index");
    Path globs = folder.resolve("globs");
    try {
      Map<String, String> variables =
          Map.of("GIT_INDEX_FILE", index.toString(), "GIT_OPTIONAL_LOCKS", "0");
      run(variables, "read-tree", commit);
      for (String glob : scope.carriedGlobs()) {
        boolean isTaking = glob.startsWith("!");
        if (!isTaking && listed(variables, globs, List.of(glob)).isEmpty()) {
          throw SourcePin.refused(
              "scope.carry has %s, but it matches no file of the working tree that is not in commit %s"
                  .formatted(PlainLine.one(glob), commit.substring(0, 10)));
        }
      }
      return listed(variables, globs, scope.carriedGlobs());
    } finally {
      Files.deleteIfExists(index);
      Files.deleteIfExists(globs);
      Files.deleteIfExists(folder);
    }
  }

  private List<String> listed(Map<String, String> variables, Path file, List<String> globs)
      throws IOException {
    Files.write(file, globs.stream().map(this::fromRoot).toList());
    String list =
        run(variables, "ls-files", "--others", "--ignored", "-z", "--exclude-from=" + file);
    // A nested repository is listed as a folder; nothing of it is carried.
    return Stream.of(list.split("\0"))
        .filter(path -> !path.isEmpty() && !path.endsWith("/"))
        .sorted()
        .toList();
  }

  private String run(Map<String, String> variables, String... arguments) {
    List<String> words = new ArrayList<>(Snapshot.QUIET);
    words.addAll(List.of(arguments));
    Git.Said said = git.run(variables, words.toArray(String[]::new));
    if (!said.isGood()) {
      throw git.failure(said, arguments);
    }
    return said.out();
  }

  /** The same glob in a form for a {@code .gitignore} at the root. */
  private String fromRoot(String glob) {
    if (scope.dir().isEmpty() || glob.startsWith("#")) {
      return glob;
    }
    String not = glob.startsWith("!") ? "!" : "";
    String own = glob.substring(not.length());
    boolean isAnchored = own.replaceFirst("/+\\s*$", "").contains("/");
    String folder = scope.dir().replaceAll("[\\[\\]*?\\\\]", "\\\\$0");
    return not + "/" + folder + (isAnchored ? "/" : "/**/") + own;
  }

  private List<Entry> entries(List<String> paths) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    for (String path : paths) {
      sizes.put(path, size(path));
    }
    requireFew(sizes);
    List<Entry> entries = new ArrayList<>();
    for (String path : paths) {
      Path file = root.resolve(path);
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        byte[] content = in.readNBytes((int) CarriedPack.MAX_BYTES + 1);
        sizes.put(path, (long) content.length); // it may have grown
        requireFew(sizes);
        entries.add(new Entry(path, Files.isExecutable(file), content));
      }
    }
    return entries;
  }

  private long size(String path) throws IOException {
    Optional<String> objection = CarriedPack.objection(path);
    if (objection.isPresent()) {
      throw SourcePin.refused(
          "scope.carry matches %s; what is carried %s"
              .formatted(PlainLine.one(path), objection.get()));
    }
    Path file;
    try {
      file = root.resolve(path);
    } catch (InvalidPathException e) {
      throw unspeakable(path);
    }
    if (Files.isSymbolicLink(file) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw unspeakable(path);
      }
      throw SourcePin.refused(
          "scope.carry takes plain files, and %s is a link or something else; exclude it with !%s"
              .formatted(PlainLine.one(path), PlainLine.one(path)));
    }
    return Files.size(file);
  }

  private static CommandException unspeakable(String path) {
    return SourcePin.refused(
        "scope.carry matches %s, which is gone, or has a name that cannot be represented here; set LC_ALL=C.UTF-8"
            .formatted(PlainLine.one(path)));
  }

  private static void requireFew(Map<String, Long> sizes) {
    long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
    if (sizes.size() <= CarriedPack.MAX_FILES && bytes <= CarriedPack.MAX_BYTES) {
      return;
    }
    List<String> largest =
        sizes.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .limit(MAX_SHOWN)
            .map(each -> "%s (%d bytes)".formatted(PlainLine.one(each.getKey()), each.getValue()))
            .toList();
    throw SourcePin.refused(
        "scope.carry matches %d files with %d bytes, and a job may carry %d files with %d bytes. The largest: %s"
            .formatted(
                sizes.size(),
                bytes,
                CarriedPack.MAX_FILES,
                CarriedPack.MAX_BYTES,
                String.join(", ", largest)));
  }

  private static Path packed(List<Entry> entries) throws IOException {
    Path file = Files.createTempFile("handoff-carry", ".zip"); // readable by its owner alone
    file.toFile().deleteOnExit();
    try (OutputStream out = Files.newOutputStream(file)) {
      CarriedPack.write(entries, out);
      return file;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }
}
