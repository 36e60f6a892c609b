package dev.handoff.worker.attempt.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a login shell reads from a job's HOME: the PATH that the job's other processes have. Agents
 * run their commands by such shells, which first read {@code /etc/profile}, and that sets PATH
 * anew: without this a tool would be found by setup and checks, and not by the agent.
 */
public record LoginProfile(Optional<String> path) {

  /** Of sh and bash, and of zsh. */
  private static final List<String> NAMES = List.of(".profile", ".zprofile");

  /** Leaves a file alone that is there. */
  void write(Path home) throws IOException {
    for (String name : NAMES) {
      if (path.isPresent() && !Files.exists(home.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        Files.writeString(home.resolve(name), text());
      }
    }
  }

  /** Whether the file is as this would write it. */
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
