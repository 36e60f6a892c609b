package dev.handoff.worker.attempt.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes the file that a login shell reads from a job's HOME: it sets the PATH of the job's other
 * processes. Agents run their commands in login shells, which first read {@code /etc/profile}, and
 * that resets PATH: without this file setup and checks would find a tool, and the agent would not.
 */
public record LoginProfile(Optional<String> path) {

  /** The files of sh and bash, and of zsh. */
  private static final List<String> NAMES = List.of(".profile", ".zprofile");

  /** Does not change an existing file. */
  void write(Path home) throws IOException {
    for (String name : NAMES) {
      if (path.isPresent() && !Files.exists(home.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        Files.writeString(home.resolve(name), text());
      }
    }
  }

  /** Whether the file is as this class writes it. */
  boolean isOwn(Path file) throws IOException {
    return path.isPresent()
        && NAMES.contains(file.getFileName().toString())
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) < 64 * 1024
        && Files.readString(file).equals(text());
  }

  private String text() {
    return "export PATH='" + path.orElseThrow().replace("'", "'\\''") + "'\n";
  }
}
