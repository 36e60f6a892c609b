package dev.handoff.faults;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
      Path repository = Files.createDirectories(folder.resolve("repository"));
      Files.writeString(repository.resolve("job.sh"), JOB);
      git(repository, "init", "-q");
      git(repository, "add", "job.sh");
      git(repository, "commit", "-q", "-m", "A job that is witnessed");
      return new Witness(folder, git(repository, "rev-parse", "HEAD"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String git(Path repository, String... arguments) {
    List<String> words =
        new ArrayList<>(
            List.of("git", "-c", "user.name=Tester", "-c", "user.email=tester@example.org"));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).directory(repository.toFile());
    // Whoever builds may have commits signed, or a hook for each.
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    ProcessResult git = ProcessRun.run(builder, Duration.ofSeconds(30));
    if (git.exit() != 0) {
      throw new IllegalStateException(words + ": " + git.stderr());
    }
    return git.stdout().strip();
  }

  /** The brief of a job that is witnessed, and takes so many seconds. */
  String brief(String lane, double seconds) {
    return """
        goal: Be seen to run.
        scope: {repo: %s, ref: %s}
        run: {command: [sh, job.sh, %s, '%s']}
        output: [patch, report]
        lane: %s
        """
        .formatted(folder.resolve("repository"), commit, folder, seconds, lane);
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
