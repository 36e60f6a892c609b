package dev.handoff.worker.attempt.publish;

import dev.handoff.file.FileErrorText;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.change.JobCommits;
import dev.handoff.worker.attempt.change.JobCommits.Tip;
import dev.handoff.worker.attempt.change.NestedRepositories;
import dev.handoff.worker.attempt.change.Unpublished;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.Git.TooLongException;
import dev.handoff.worker.attempt.git.TreeFiles;
import dev.handoff.worker.attempt.order.ArtifactSink;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.step.Attempt;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Stores the job's work that its result does not contain ({@link Unpublished}) as patches against
 * the base commit, beside the artifacts and under their limits. A patch that may contain a secret
 * is not kept.
 */
final class KeptPatches {

  private static final String TOO_MUCH = "more than artifacts may have";
  private static final byte[] KEY = "PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII);

  // Each has a line in the report.
  private static final int MOST = 20;

  private final Attempt attempt;
  private final Git git;
  private final PatchSecrets secrets;
  private final List<Artifact> stored = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int files;
  private long bytes;

  /**
   * @param others artifacts that are stored already, which count towards the limits
   */
  KeptPatches(Attempt attempt, List<Artifact> others) {
    this.attempt = attempt;
    this.git = attempt.git().within(JobCommits.LIMIT);
    this.secrets = new PatchSecrets(attempt.tools().redactor());
    this.files = attempt.outputs().artifactFiles() - others.size();
    this.bytes =
        attempt.outputs().artifactBytes() - others.stream().mapToLong(Artifact::bytes).sum();
  }

  /** Ignored files are kept only if the job did nothing else: they may be a whole build. */
  KeptPatches store(StepResult end) throws IOException, InterruptedException {
    Unpublished left = attempt.unpublished();
    boolean isAll = end instanceof StepResult.Failed failed && failed.reason() == Reason.NO_CHANGE;
    if (isAll && !left.ignored().isEmpty()) {
      keep("ignored.patch", "the ignored files", () -> ignored(left.ignored()));
    }
    int branches = 0;
    int stashes = 0;
    for (Tip tip : left.tips().subList(0, Math.min(MOST, left.tips().size()))) {
      int number = tip.isStash() ? ++stashes : ++branches;
      String name = (tip.isStash() ? "stash-" : "branch-") + number + ".patch";
      keep(name, tip.isStash() ? "stash " + number : tip.label(), () -> commits(tip));
    }
    if (left.tips().size() > MOST) {
      notes.add("Not kept: %d more branches and stashes.".formatted(left.tips().size() - MOST));
    }
    return this;
  }

  List<Artifact> stored() {
    return List.copyOf(stored);
  }

  /** What happened to each, for people. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * Writes a patch in pieces, or throws a {@link RefusedException} with the reason why there is
   * none.
   */
  private interface Patch {
    Path make() throws IOException, InterruptedException;
  }

  /** The patch must not be kept; the message has the reason. */
  private static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedException(String why) {
      super(why);
    }
  }

  private void keep(String name, String what, Patch patch)
      throws IOException, InterruptedException {
    Path file;
    try {
      file = patch.make();
      refuse(file);
    } catch (RefusedException e) {
      notes.add("Not kept: %s, since %s.".formatted(what, e.getMessage()));
      return;
    } catch (TooLongException e) {
      notes.add("Not kept: %s, since that is %s.".formatted(what, TOO_MUCH));
      return;
    } catch (IOException e) {
      String why = PlainText.line(FileErrorText.of(e), 200);
      notes.add("Not kept: %s, since it cannot be read (%s).".formatted(what, why));
      return;
    }
    Artifact artifact = store(name, file);
    Files.delete(file);
    stored.add(artifact);
    files--;
    bytes -= artifact.bytes();
    notes.add("Kept as the artifact %s: %s.".formatted(name, what));
  }

  private Path commits(Tip tip) throws IOException, InterruptedException {
    Place place = Place.repository(attempt.workspace().jobRepository());
    List<List<String>> differences = new ArrayList<>();
    differences.add(List.of(attempt.base(), tip.commit()));
    if (tip.isStash()) {
      untrackedOf(tip, place).ifPresent(commit -> differences.add(List.of("--root", commit)));
    }
    return patch(place, differences);
  }

  /**
   * The files that {@code git stash -u} puts into a third parent, which has no parent of its own.
   */
  private Optional<String> untrackedOf(Tip stash, Place place)
      throws IOException, InterruptedException {
    String[] parents =
        git.line(place, "rev-list", "--parents", "-n", "1", stash.commit()).split(" ");
    return parents.length == 4 ? Optional.of(parents[3]) : Optional.empty();
  }

  private Path ignored(List<String> paths) throws IOException, InterruptedException {
    if (paths.size() > attempt.outputs().artifactFiles() || size(paths) > bytes) {
      throw new RefusedException("that is " + TOO_MUCH);
    }
    Path index = attempt.workspace().folder().resolve("ignored-index");
    Place place = attempt.tree().place().index(index);
    Files.deleteIfExists(index);
    // Git must not read a repository of the job's.
    NestedRepositories nested = NestedRepositories.setAside(attempt.tree());
    try {
      attempt.tree().base().writeIndex(git, place);
      List<String> add = List.of("update-index", "--add", "--replace", "-z", "--stdin");
      git.run(place, Git.joined(paths), add);
      String tree = git.line(place, "write-tree");
      return patch(place, List.of(List.of(attempt.base(), tree)));
    } finally {
      nested.close();
    }
  }

  private long size(List<String> paths) throws IOException {
    long size = 0;
    for (String path : paths) {
      Optional<Path> file = TreeFiles.find(attempt.workspace().tree(), path);
      if (file.isEmpty()) {
        throw new RefusedException("a name is not text: " + Change.shown(path));
      }
      boolean isFile = Files.isRegularFile(file.get(), LinkOption.NOFOLLOW_LINKS);
      size += isFile ? Files.size(file.get()) : 0;
    }
    return size;
  }

  // As text, whatever the content is: compressed content could not be searched.
  private Path patch(Place place, List<List<String>> differences)
      throws IOException, InterruptedException {
    if (files < 1) {
      throw new RefusedException("that is " + TOO_MUCH);
    }
    Path whole = Files.createTempFile(attempt.workspace().scratch(), "kept", ".patch");
    Path part = Files.createTempFile(attempt.workspace().scratch(), "kept", ".part");
    for (List<String> difference : differences) {
      refuseSecretNames(place, difference);
      git.run(place, part, bytes - Files.size(whole), command("-p", difference));
      try (OutputStream out = Files.newOutputStream(whole, StandardOpenOption.APPEND)) {
        Files.copy(part, out);
      }
    }
    Files.delete(part);
    return whole;
  }

  private static List<String> command(String form, List<String> difference) {
    List<String> common =
        List.of(
            "diff-tree",
            form,
            "-r",
            "--text",
            "--full-index",
            "--no-commit-id",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
            "--ignore-submodules=none");
    return Stream.concat(common.stream(), difference.stream()).toList();
  }

  private void refuseSecretNames(Place place, List<String> difference)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(command("--name-only", difference));
    arguments.add(1, "-z");
    for (String path : Git.records(git.run(place, new byte[0], arguments))) {
      if (attempt.prepared().carried().has(path)) {
        throw new RefusedException(
            "%s is in it, which was carried with the job".formatted(Change.shown(path)));
      }
      if (SecretFiles.isOne(Git.shown(path))) {
        throw new RefusedException("%s looks like a secret".formatted(Change.shown(path)));
      }
    }
  }

  private void refuse(Path patch) throws IOException {
    if (Files.size(patch) == 0) {
      throw new RefusedException("it is as the base commit");
    }
    if (secrets.areIn(patch) || contains(patch, KEY)) {
      throw new RefusedException("it holds what looks like a secret");
    }
  }

  private static boolean contains(Path file, byte[] wanted) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      int matched = 0;
      for (int each = in.read(); each >= 0; each = in.read()) {
        matched = each == wanted[matched] ? matched + 1 : each == wanted[0] ? 1 : 0;
        if (matched == wanted.length) {
          return true;
        }
      }
      return false;
    }
  }

  private Artifact store(String name, Path file) throws IOException {
    ArtifactSink sink = attempt.listener().open(name);
    byte[] block = new byte[64 * 1024];
    try (InputStream in = Files.newInputStream(file)) {
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        sink.write(block, 0, length);
      }
    }
    return sink.close();
  }
}
