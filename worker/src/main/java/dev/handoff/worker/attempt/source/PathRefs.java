package dev.handoff.worker.attempt.source;

import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.Refs;
import dev.handoff.worker.attempt.source.Source.SourceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the refs of a repository on this disk, with the worker's own settings. */
final class PathRefs implements AutoCloseable {

  private final Place place;
  private final Git git;
  // For every tag and branch of origin: its name, its hash and, if it is symbolic, the ref it
  // names.
  private final String listing;

  private PathRefs(Place place, Git git, String listing) {
    this.place = place;
    this.git = git;
    this.listing = listing;
  }

  /**
   * Lists all refs without reading the objects that they name.
   *
   * @throws SourceException if there are too many
   */
  static PathRefs open(PathRepository repository, int hashLength, Git git)
      throws IOException, InterruptedException {
    Path packed = repository.folder().resolve("packed-refs");
    RefListing.refuse(Files.exists(packed) ? Files.size(packed) : 0);
    Place place = repository.around(git.scratch(), hashLength);
    try {
      String listing = RefListing.text(list(git, place, "%(refname) %(objectname) %(symref)"));
      return new PathRefs(place, git, listing);
    } catch (IOException | InterruptedException | RuntimeException e) {
      FolderDeletion.delete(place.repository());
      throw e;
    }
  }

  private static byte[] list(Git git, Place place, String format, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("for-each-ref"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("--format=" + format, Refs.TAGS, Refs.ORIGIN));
    return git.run(place, new byte[0], arguments);
  }

  /** Changes when any of the refs changes. */
  String digest() {
    return RepositoryCache.key(listing);
  }

  /**
   * The refs that reach the commit, which the repository must have, and the wanted ones beside
   * them.
   */
  Refs.Found reaching(String commit, @Nullable String upstream)
      throws IOException, InterruptedException {
    Map<String, String> hashes = new HashMap<>();
    Set<String> beside = new HashSet<>();
    byte[] reached =
        list(
            git,
            place,
            "%(objecttype) %(objectname) %(refname)",
            "--merged=" + commit,
            "--sort=-creatordate",
            "--count=" + Refs.MAX);
    for (String line : new String(reached, StandardCharsets.ISO_8859_1).lines().toList()) {
      String[] fields = line.split(" ", 3);
      hashes.put(fields[2], fields[1]);
      if (!fields[0].equals("commit")) {
        beside.add(fields[1]);
      }
    }
    String originHead = field(Refs.ORIGIN_HEAD, 2);
    for (String wanted : new String[] {originHead, upstream}) {
      String hash = wanted == null ? null : field(wanted, 1);
      if (hash != null && hashes.putIfAbsent(wanted, hash) == null) {
        beside.add(hash);
      }
    }
    return Refs.Found.of(hashes, originHead, beside);
  }

  /** Null: the ref or the field is missing. */
  private @Nullable String field(String name, int number) {
    return listing
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.split(" "))
        .filter(fields -> fields.length > number)
        .map(fields -> fields[number])
        .findFirst()
        .orElse(null);
  }

  @Override
  public void close() throws IOException {
    FolderDeletion.delete(place.repository());
  }
}
