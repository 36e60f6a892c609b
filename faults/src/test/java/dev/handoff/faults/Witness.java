package dev.handoff.faults;

import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the processes of jobs themselves say of when they ran, in a file that Handoff knows nothing
 * of. Each takes a lock that its job has for itself; one that finds it taken says so.
 *
 * @param folder holds the repository of the jobs, the locks and the lines
 */
record Witness(Path folder, String commit) {

  private static final String JOB =
      """
      witness=$1 seconds=$2
      [ "$HANDOFF_ATTEMPT" = 1 ] && seconds=${3:-$2}
      say() {
        echo "$HANDOFF_JOB_ID $HANDOFF_ATTEMPT $1" >> "$witness/lines"
      }
      exec 9>"$witness/locks/$HANDOFF_JOB_ID"
      flock -n 9 || { say overlap; exit 9; }
      say start
      echo '50 half done' >> "$HANDOFF_PROGRESS"
      sleep "$seconds"
      echo "$HANDOFF_JOB_ID" > result
      say end
      """;

  /** What one process said. */
  record Line(String job, int attempt, Word word) {}

  /** The words of the script. */
  enum Word {
    START,
    END,
    OVERLAP
  }

  static Witness in(Path folder) {
    try {
      Files.createDirectories(folder.resolve("locks"));
      Files.writeString(folder.resolve("lines"), "");
      TestRepository repository = TestRepository.in(repository(folder));
      return new Witness(folder, repository.with("job.sh", JOB).commit());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Beside what is opened to the jobs: a worker takes none from where they can write. */
  private static Path repository(Path folder) {
    return folder.resolveSibling("repository");
  }

  /** The brief of a job that is witnessed, and takes so many seconds. */
  String brief(String lane, double seconds) {
    return brief(lane, seconds, seconds);
  }

  /** The same, of which the first attempt does not end by itself in time. */
  String briefOfTwoAttempts(String lane, double seconds) {
    return brief(lane, seconds, 600);
  }

  private String brief(String lane, double seconds, double first) {
    return """
        goal: Be seen to run.
        scope: {repo: %s, ref: %s}
        run: {command: [sh, job.sh, %s, '%s', '%s']}
        output: [patch, report]
        lane: %s
        """
        .formatted(repository(folder), commit, folder, seconds, first, lane);
  }

  /** All lines up to now, in the order in which they were said. */
  List<Line> lines() {
    try {
      return Files.readAllLines(folder.resolve("lines")).stream().map(Witness::line).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Line line(String text) {
    String[] words = text.split(" ");
    return new Line(
        words[0],
        Integer.parseInt(words[1]),
        Word.valueOf(words[2].toUpperCase(java.util.Locale.ROOT)));
  }

  boolean hasStarted(String job, int attempt) {
    return lines().contains(new Line(job, attempt, Word.START));
  }
}
