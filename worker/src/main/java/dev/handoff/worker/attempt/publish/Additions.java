package dev.handoff.worker.attempt.publish;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.handoff.worker.attempt.change.BaseVersions;
import dev.handoff.worker.attempt.change.Changeset;
import dev.handoff.worker.attempt.git.Blobs;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.step.Attempt;
import dev.handoff.worker.secret.Redactor;
import dev.handoff.worker.secret.SecretSearch;
import dev.handoff.worker.secret.TokenSearch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds secrets, and text that looks like one, in the job's additions: in what a changed file
 * contains and its version at the base does not, in the same form. Lines that were there before
 * give nothing away, even if they are moved or indented; old lines that only now stand together
 * may.
 */
final class Additions {

  private final Attempt attempt;
  private final Redactor redactor;
  private final Changeset changes;
  private final BaseVersions base;
  private final List<String> secrets = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();

  private Additions(Attempt attempt, Redactor redactor) {
    this.attempt = attempt;
    this.redactor = redactor;
    this.changes = attempt.changes().orElseThrow();
    this.base = new BaseVersions(attempt.tree(), changes.commit());
  }

  /** Only for an attempt that has changes. */
  static Additions of(Attempt attempt, Redactor redactor) throws IOException, InterruptedException {
    Additions additions = new Additions(attempt, redactor);
    additions.compare(additions.suspects());
    additions.compareNames();
    return additions;
  }

  /** The worker's secrets that were found, by name, each with its places. */
  List<String> secrets() {
    return List.copyOf(secrets);
  }

  /** Text in the form of a token, by kind, each with its places. */
  List<String> tokens() {
    return List.copyOf(tokens);
  }

  /** The search of one content, and its hits. */
  private record Search(SecretSearch secrets, TokenSearch tokens) {

    boolean isEmpty() {
      return secrets.isEmpty() && tokens.isEmpty();
    }
  }

  private Search search() {
    return new Search(redactor.search(), new TokenSearch());
  }

  /** Receives the index of each content, and its hits. */
  private interface Done {
    void accept(int index, Search search);
  }

  private void search(List<String> hashes, Done done) throws IOException, InterruptedException {
    new Blobs(attempt.tree())
        .read(
            hashes,
            new Blobs.Reader() {
              private Search current = search();

              @Override
              public void read(byte[] bytes, int length) {
                current.secrets().read(bytes, 0, length);
                current.tokens().read(bytes, 0, length);
              }

              @Override
              public void end(int index) {
                current.tokens().finish();
                done.accept(index, current);
                current = search();
              }
            });
  }

  /** Changed files that hold a secret, even one that the base had there. */
  private List<Change> suspects() throws IOException, InterruptedException {
    List<Change> read =
        changes.changes().stream()
            .filter(Change::hasContent)
            .filter(change -> !change.newHash().equals(change.oldHash()))
            .toList();
    List<Change> suspects = new ArrayList<>();
    search(
        read.stream().map(Change::newHash).toList(),
        (index, found) -> {
          if (!found.isEmpty()) {
            suspects.add(read.get(index));
          }
        });
    return suspects;
  }

  private void compare(List<Change> suspects) throws IOException, InterruptedException {
    List<String> hashes = new ArrayList<>();
    // By index of the hash; null for a content of the base, which comes before the file's own.
    List<@Nullable Change> owners = new ArrayList<>();
    for (Change change : suspects) {
      String before = base.hash(change);
      if (before != null) {
        hashes.add(before);
        owners.add(null);
      }
      hashes.add(change.newHash());
      owners.add(change);
    }
    Search[] before = {search()};
    search(
        hashes,
        (index, found) -> {
          Change change = owners.get(index);
          if (change != null) {
            add(secrets, found.secrets().newSince(before[0].secrets()), change);
            add(tokens, found.tokens().newSince(before[0].tokens()), change);
          }
          before[0] = change == null ? found : search();
        });
  }

  private void add(List<String> places, Map<String, SortedSet<Long>> found, Change change) {
    if (!found.isEmpty()) {
      places.add(String.join(", ", found.keySet()) + " in " + shown(change) + lines(found, change));
    }
  }

  private String shown(Change change) {
    return attempt.tools().redacted(change.shownPath());
  }

  /** Searches a text. */
  private static String lines(Map<String, SortedSet<Long>> found, Change change) {
    if (change.added() < 0) {
      return "";
    }
    SortedSet<Long> lines = new TreeSet<>();
    found.values().forEach(lines::addAll);
    return lines.stream().limit(10).map(String::valueOf).collect(Collectors.joining(",", ":", ""));
  }

  private void compareNames() throws IOException, InterruptedException {
    for (Change change : changes.changes()) {
      SecretSearch name = searchName(change.path());
      if (change.isNew() && !name.isEmpty()) {
        Map<String, SortedSet<Long>> found = name.newSince(searchName(base.name(change)));
        if (!found.isEmpty()) {
          secrets.add(String.join(", ", found.keySet()) + " in the name of " + shown(change));
        }
      }
    }
  }

  private SecretSearch searchName(String path) {
    SecretSearch search = redactor.search();
    byte[] bytes = path.getBytes(ISO_8859_1);
    search.read(bytes, 0, bytes.length);
    return search;
  }
}
