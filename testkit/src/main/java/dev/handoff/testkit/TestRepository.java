package dev.handoff.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real repository, used through the git of this host. */
public record TestRepository(Path path) {

  private static final String NAME = "Tester";
  private static final String EMAIL = "tester@example.org";

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          // The user who builds may have set up signed commits or hooks.
          "GIT_CONFIG_GLOBAL", "/dev/null",
          "GIT_AUTHOR_NAME", NAME,
          "GIT_AUTHOR_EMAIL", EMAIL,
          "GIT_COMMITTER_NAME", NAME,
          "GIT_COMMITTER_EMAIL", EMAIL);

  private static final String CONFIGURATION =
      """
      [core]
      	repositoryformatversion = 0
      	filemode = true
      	bare = false
      	logallrefupdates = true
      	autocrlf = false
      """;

  /**
   * Creates an empty repository with the files of {@code git init}, whose own start and sample
   * hooks would cost a test more than the rest of it.
   */
  public static TestRepository in(Path folder) {
    try {
      TestRepository repository = new TestRepository(Files.createDirectories(folder).toRealPath());
      Path git = repository.path.resolve(".git");
      for (String each :
          List.of("info", "objects/info", "objects/pack", "refs/heads", "refs/tags")) {
        Files.createDirectories(git.resolve(each));
      }
      Files.writeString(git.resolve("config"), CONFIGURATION);
      Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
      return repository;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public TestRepository with(String file, String text) {
    try {
      Path target = path.resolve(file);
      Files.createDirectories(target.getParent());
      Files.writeString(target, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Commits everything and returns the commit. */
  public String commit() {
    git("add", "--all");
    git("commit", "-q", "--allow-empty", "-m", "state");
    return head();
  }

  /** Reads the loose ref that git has just written. */
  private String head() {
    try {
      String head = Files.readString(path.resolve(".git/HEAD")).strip();
      return head.startsWith("ref: ")
          ? Files.readString(path.resolve(".git").resolve(head.substring("ref: ".length()))).strip()
          : head;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs git, which must succeed, and returns what it printed, without the last newline. */
  public String git(String... arguments) {
    return new String(bytes(arguments), StandardCharsets.UTF_8).stripTrailing();
  }

  /** Runs git and returns the bytes that it printed. */
  public byte[] bytes(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-c", "maintenance.auto=false"));
    command.addAll(List.of(arguments));
    return run(command, new byte[0]);
  }

  /** Runs a shell script: a shell can use names that a JVM in the C locale cannot. */
  public void shell(String script) {
    run(List.of("sh", "-e"), script.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] run(List<String> command, byte[] input) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(path.toFile());
    builder.environment().putAll(ENVIRONMENT);
    try {
      Path error = Files.createTempFile("test-repository", ".err");
      try {
        Process process = builder.redirectError(error.toFile()).start();
        process.getOutputStream().write(input);
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
          throw new IllegalStateException(command + ": " + Files.readString(error));
        }
        return output;
      } finally {
        Files.delete(error);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + command, e);
    }
  }
}
