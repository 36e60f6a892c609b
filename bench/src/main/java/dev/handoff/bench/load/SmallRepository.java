package dev.handoff.bench.load;

import dev.handoff.brief.Brief;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A git repository of text files with one commit, and the steps by hand that let a command change
 * it without touching what is checked out.
 *
 * @param commit the full hash
 * @param command runs in a tree of it
 */
public record SmallRepository(Path folder, String commit, List<String> command) {

  private static final int FILES_IN_A_FOLDER = 20;
  private static final int LINES = 30;

  /** Makes a repository with so many files of about a kilobyte. */
  public static SmallRepository make(Path folder, int files, List<String> command)
      throws IOException, InterruptedException {
    for (int file = 0; file < files; file++) {
      Path path =
          folder.resolve(
              "notes-%02d/note-%03d.txt"
                  .formatted(file / FILES_IN_A_FOLDER, file % FILES_IN_A_FOLDER));
      Files.createDirectories(path.getParent());
      Files.writeString(
          path, "A line of note %d, as long as such lines are.%n".formatted(file).repeat(LINES));
    }
    git(folder, "init", "-q");
    git(folder, "add", ".");
    git(
        folder,
        "-c",
        "user.name=bench",
        "-c",
        "user.email=bench@example.org",
        "commit",
        "-q",
        "-m",
        "Begin");
    return new SmallRepository(folder, git(folder, "rev-parse", "HEAD").strip(), command);
  }

  /** A job for the same command, pinned as at submit; its result is a patch and a report. */
  public Brief brief() {
    String text =
        """
        goal: The command has run in the tree.
        scope: {}
        run: {command: %s}
        changes: optional
        output: [patch, report]
        """
            .formatted(quoted());
    return OtherJobs.brief(text).withSource(folder.toString(), commit);
  }

  /** The command as a YAML list. */
  private String quoted() {
    return "['" + String.join("', '", command) + "']";
  }

  /** Adds a work tree, runs the command in it, prints the diff and removes the tree. */
  public void byHand(Path tree) throws IOException, InterruptedException {
    git(folder, "worktree", "add", "-q", "--detach", tree.toString(), commit);
    run(tree, command);
    git(tree, "diff");
    git(folder, "worktree", "remove", "--force", tree.toString());
  }

  /** Makes its commit look pushed to a remote of the network. */
  public void pushed() throws IOException, InterruptedException {
    git(folder, "remote", "add", "origin", "https://git.example.org/small.git");
    git(folder, "update-ref", "refs/remotes/origin/main", commit);
  }

  private static String git(Path folder, String... words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("git"));
    line.addAll(Arrays.asList(words));
    return run(folder, line);
  }

  /** Runs it and returns its output; it must end with 0. */
  public static String run(Path folder, List<String> words)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectError(Redirect.INHERIT)
            .start();
    String printed =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", words) + " failed");
    }
    return printed;
  }
}
