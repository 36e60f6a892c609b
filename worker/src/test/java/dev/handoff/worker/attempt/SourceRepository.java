package dev.handoff.worker.attempt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real repository of a user, driven by the git of this host. */
public final class SourceRepository {

  private final Path folder;

  public SourceRepository(Path folder) throws Exception {
    this.folder = folder;
    Files.createDirectories(folder);
    git("init", "-q", "-b", "main");
    git("config", "user.name", "Ann");
    git("config", "user.email", "ann@example.org");
    git("config", "core.autocrlf", "false");
  }

  public Path folder() {
    return folder;
  }

  public SourceRepository file(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  /** By a shell, which can spell names that a JVM in the C locale cannot. */
  void shell(String script) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", "-e").directory(folder.toFile());
    end(builder, script.getBytes(StandardCharsets.UTF_8));
  }

  public String commit() throws Exception {
    git("add", "-A");
    git("commit", "-q", "--allow-empty", "-m", "a commit");
    return git("rev-parse", "HEAD");
  }

  /** What git says, without the last newline. */
  public String git(String... arguments) throws Exception {
    return new String(bytes(arguments), StandardCharsets.UTF_8).stripTrailing();
  }

  byte[] bytes(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    // Whoever builds may have commits signed, or a hook for each.
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    return end(builder, new byte[0]);
  }

  private static byte[] end(ProcessBuilder builder, byte[] input) throws Exception {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().write(input);
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          builder.command() + ": " + new String(output, StandardCharsets.UTF_8));
    }
    return output;
  }
}
