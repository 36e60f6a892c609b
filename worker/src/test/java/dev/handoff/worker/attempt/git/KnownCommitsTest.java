package dev.handoff.worker.attempt.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.attempt.child.StopSignal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownCommitsTest {

  @TempDir Path folder;
  private final KnownCommits known = new KnownCommits();
  private TestRepository source;
  private Git git;

  @BeforeEach
  void makeSource() throws Exception {
    source = TestRepository.in(folder.resolve("source"));
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    git = new Git(scratch, Duration.ofMinutes(1), new StopSignal(), Map.of());
  }

  private CommitFiles files(String commit) throws Exception {
    return known.files(git, source.path().resolve(".git"), commit);
  }

  @Test
  void aCommitIsReadOnceWithItsSubmodules() throws Exception {
    String commit = source.with("docs/a.md", "12345").commit();
    source.git("update-index", "--add", "--cacheinfo", "160000," + commit + ",sub");
    source.git("commit", "-qm", "a submodule");
    String second = source.git("rev-parse", "HEAD");

    CommitFiles files = files(second);

    assertThat(files.paths()).containsExactlyInAnyOrder("docs/a.md", "sub");
    assertThat(files.submodules()).containsExactly("sub");
    assertThat(files.bytes()).isEqualTo(5);
    assertThat(files(second)).isSameAs(files);
    assertThat(files(commit).submodules()).isEmpty();
  }

  @Test
  void onlyTheCommitsThatWereUsedLastAreRemembered() throws Exception {
    String first = source.with("a", "0\n").commit();
    CommitFiles files = files(first);
    for (int i = 1; i <= 31; i++) {
      files(source.with("a", i + "\n").commit());
    }
    assertThat(files(first)).isSameAs(files);

    for (int i = 0; i < 32; i++) {
      files(source.with("b", i + "\n").commit());
    }

    assertThat(files(first)).isNotSameAs(files);
  }
}
