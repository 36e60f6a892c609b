package dev.handoff.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Briefs for child processes that sleep, in a repository made for them. */
public record CommandBrief(Path repository, String commit) {

  public static CommandBrief in(Path folder) throws IOException, InterruptedException {
    Files.writeString(Files.createDirectories(folder).resolve("README"), "For the bench.\n");
    git(folder, "init", "-q");
    git(folder, "add", ".");
    git(folder, "commit", "-q", "-m", "Begin");
    return new CommandBrief(folder, git(folder, "rev-parse", "HEAD"));
  }

  private static String git(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("git", "-c", "user.name=Bench"));
    words.addAll(List.of("-c", "user.email=bench@example.org"));
    words.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
    if (git.waitFor() != 0) {
      throw new IllegalStateException(words + ": " + output);
    }
    return output;
  }

  /** A brief for a command that sleeps for that time. */
  public String text(String lane, Duration time) {
    return """
        goal: held
        scope: {repo: '%s', ref: %s}
        run: {command: [sleep, '%d']}
        changes: optional
        output: [report]
        lane: %s
        """
        .formatted(repository, commit, time.toSeconds(), lane);
  }
}
