package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real git repository of a test. */
record TestRepository(Path path) {

  static TestRepository in(Path folder) {
    try {
      TestRepository repository = new TestRepository(Files.createDirectories(folder).toRealPath());
      repository.git("init", "-q", "-b", "main");
      return repository;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestRepository with(String file, String text) {
    try {
      Path target = path.resolve(file);
      Files.createDirectories(target.getParent());
      Files.writeString(target, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Commits all there is, and returns the commit. */
  String commit() {
    git("add", "--all");
    git("commit", "-q", "--allow-empty", "-m", "state");
    return git("rev-parse", "HEAD");
  }

  /** Runs git, which must succeed, and returns what it printed. */
  String git(String... arguments) {
    List<String> words =
        new ArrayList<>(
            List.of("git", "-c", "user.name=Tester", "-c", "user.email=tester@example.org"));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).directory(path.toFile());
    // Whoever builds may have commits signed, or a hook for each.
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    ProcessResult git = ProcessRun.run(builder, Duration.ofSeconds(30));
    assertThat(git.exit()).as("%s: %s", words, git.stderr()).isZero();
    return git.stdout().strip();
  }
}
