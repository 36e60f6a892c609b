package dev.handoff.worker.attempt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.handoff.job.Reason;
import dev.handoff.worker.secret.Redactor;
import dev.handoff.worker.secret.SecretSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for secrets in what the job added. A patch with one is no result: without it, it would be
 * another patch than the checks have seen, and with it, it must not leave the worker.
 *
 * <p>Added is what a changed file holds and its version at the base does not, in this form: lines
 * that were there before, moved or indented anew, give nothing away.
 */
final class SecretScan {

  private static final Logger LOG = LoggerFactory.getLogger(SecretScan.class);

  private static final int NAMED = 10;
  private static final String NEXT =
      "Have the job read the value when it runs; if it is no secret, the worker's file can say so:"
          + " redact: {except: [NAME]}.";

  private final Redactor redactor;
  private final WithheldPatches withheld;

  SecretScan(Redactor redactor, WithheldPatches withheld) {
    this.redactor = redactor;
    this.withheld = withheld;
  }

  /**
   * How the attempt ends, seen its changes; where they hold a secret, they are withheld from then
   * on.
   */
  Finding judge(Attempt attempt, Finding end) throws IOException, InterruptedException {
    ScopeGuard.fix(attempt);
    if (redactor.isIdle() || attempt.changes().filter(each -> !each.isEmpty()).isEmpty()) {
      return end;
    }
    List<String> found = found(attempt, attempt.changes().get());
    if (found.isEmpty()) {
      return end;
    }
    attempt.withhold();
    String message = message(found);
    String kept = keep(attempt);
    attempt.log().note(message);
    attempt.log().note(kept);
    if (end instanceof Finding.Stopped) {
      return end;
    }
    String before = end instanceof Finding.Failed failed ? "\n" + failed.message() : "";
    return Finding.failed(Reason.SECRET_FOUND, message + " " + kept + " " + NEXT + before);
  }

  /** What became of the patch. */
  private String keep(Attempt attempt) throws InterruptedException {
    try {
      Path patch = new TreeDiff(attempt).patch(attempt.changes().orElseThrow().commit());
      Path kept = withheld.keep(attempt.order().name(), patch);
      return "The worker's owner finds the patch on %s for %d days: %s."
          .formatted(HostName.ofThisHost(), WithheldPatches.KEPT.toDays(), kept);
    } catch (IOException e) {
      LOG.warn("{}: the patch that is withheld could not be kept", attempt.order().name(), e);
      return "It could not be kept on the worker either: "
          + PlainText.line("" + e.getMessage(), 300);
    }
  }

  /** The names of the secrets with the places where they were found. */
  private List<String> found(Attempt attempt, Changeset changes)
      throws IOException, InterruptedException {
    BaseVersions base = new BaseVersions(attempt, changes.commit());
    List<String> found = inContents(attempt, suspects(attempt, changes), base);
    for (Change change : changes.changes()) {
      SecretSearch name = searchName(change.path());
      if (change.isNew() && !name.isEmpty()) {
        Map<String, SortedSet<Long>> added = name.newSince(searchName(base.name(change)));
        if (!added.isEmpty()) {
          found.add(text(added, "the name of " + attempt.redacted(change.shownPath())));
        }
      }
    }
    return found;
  }

  /** Changed files that hold a secret, be it one that the base had there. */
  private List<Change> suspects(Attempt attempt, Changeset changes)
      throws IOException, InterruptedException {
    if (changes.bytes() > attempt.outputs().changedBytes()) {
      return List.of(); // of these nothing is published
    }
    List<Change> read =
        changes.changes().stream()
            .filter(Change::hasContent)
            .filter(change -> !change.newHash().equals(change.oldHash()))
            .toList();
    List<Change> suspects = new ArrayList<>();
    search(
        attempt,
        read.stream().map(Change::newHash).toList(),
        (index, after) -> {
          if (!after.isEmpty()) {
            suspects.add(read.get(index));
          }
        });
    return suspects;
  }

  private List<String> inContents(Attempt attempt, List<Change> suspects, BaseVersions base)
      throws IOException, InterruptedException {
    List<String> hashes = new ArrayList<>();
    // By index of the hash; null for one of the base, which comes before the file's own.
    List<Change> owners = new ArrayList<>();
    for (Change change : suspects) {
      String before = base.hash(change);
      if (before != null) {
        hashes.add(before);
        owners.add(null);
      }
      hashes.add(change.newHash());
      owners.add(change);
    }
    List<String> found = new ArrayList<>();
    SecretSearch[] before = {redactor.search()};
    search(
        attempt,
        hashes,
        (index, search) -> {
          Change change = owners.get(index);
          if (change == null) {
            before[0] = search;
            return;
          }
          Map<String, SortedSet<Long>> added = search.newSince(before[0]);
          before[0] = redactor.search();
          if (!added.isEmpty()) {
            found.add(text(added, attempt.redacted(change.shownPath()) + lines(change, added)));
          }
        });
    return found;
  }

  /**
   * @param done takes each content's index, and what was found in it
   */
  private void search(Attempt attempt, List<String> hashes, BiConsumer<Integer, SecretSearch> done)
      throws IOException, InterruptedException {
    new Blobs(attempt)
        .read(
            hashes,
            new Blobs.Reader() {
              private SecretSearch search = redactor.search();

              @Override
              public void read(byte[] bytes, int length) {
                search.read(bytes, 0, length);
              }

              @Override
              public void end(int index) {
                done.accept(index, search);
                search = redactor.search();
              }
            });
  }

  private SecretSearch searchName(String path) {
    SecretSearch search = redactor.search();
    byte[] bytes = path.getBytes(ISO_8859_1);
    search.read(bytes, 0, bytes.length);
    return search;
  }

  private static String text(Map<String, SortedSet<Long>> added, String place) {
    return String.join(", ", added.keySet()) + " in " + place;
  }

  /** Those of a text. */
  private static String lines(Change change, Map<String, SortedSet<Long>> added) {
    SortedSet<Long> lines = new TreeSet<>();
    added.values().forEach(lines::addAll);
    boolean isText = change.added() >= 0;
    return isText
        ? lines.stream().map(String::valueOf).collect(Collectors.joining(",", ":", ""))
        : "";
  }

  private static String message(List<String> found) {
    StringBuilder text = new StringBuilder("the changes hold what must not leave this worker: ");
    text.append(String.join("; ", found.subList(0, Math.min(NAMED, found.size()))));
    if (found.size() > NAMED) {
      text.append("; and in ").append(found.size() - NAMED).append(" more files");
    }
    return text.append(
            ". So no patch and no branch is published. Have the job read it when it runs.")
        .toString();
  }
}
