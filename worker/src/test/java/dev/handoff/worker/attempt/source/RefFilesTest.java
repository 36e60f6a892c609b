package dev.handoff.worker.attempt.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefFilesTest {

  @TempDir Path folder;
  private TestRepository source;
  private Path git;

  @BeforeEach
  void makeSource() {
    source = TestRepository.in(folder.resolve("source"));
    source.with("a", "a\n").commit();
    source.git("tag", "v1");
    source.git("update-ref", "refs/remotes/origin/main", "HEAD");
    git = source.path().resolve(".git");
  }

  private String digest() throws Exception {
    return RefFiles.digest(git).orElseThrow();
  }

  @Test
  void theSameRefsHaveTheSameDigest() throws Exception {
    String before = digest();

    source.with("a", "b\n").commit(); // only a local branch moves

    assertThat(digest()).isEqualTo(before);
  }

  @Test
  void eachNewRemovedAndMovedRefChangesTheDigest() throws Exception {
    String before = digest();
    source.git("tag", "-m", "two", "v2");
    String tagged = digest();
    source.with("a", "b\n").commit();
    source.git("update-ref", "refs/remotes/origin/main", "HEAD");
    String moved = digest();
    source.git("tag", "-d", "v2");
    String removed = digest();
    source.git("remote", "add", "origin", "/nowhere");
    source.git("remote", "set-head", "origin", "main");
    String headed = digest();

    assertThat(Set.of(before, tagged, moved, removed, headed)).hasSize(5);
  }

  @Test
  void aMovedPackedRefChangesTheDigest() throws Exception {
    source.git("pack-refs", "--all");
    String packed = digest();
    source.with("a", "b\n").commit();
    source.git("tag", "-f", "v1");
    source.git("pack-refs", "--all");

    assertThat(digest()).isNotEqualTo(packed);
  }

  @Test
  void onlyGitFollowsRefsThatAreLinksPipesOrNamesOfOthers() throws Exception {
    source.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/main");
    Optional<String> named = RefFiles.digest(git);
    source.git("symbolic-ref", "-d", "refs/remotes/origin/HEAD");
    Path link = git.resolve("refs/tags/link");
    Files.createSymbolicLink(link, git.resolve("refs/heads/main"));
    Optional<String> linked = RefFiles.digest(git);
    Files.delete(link);
    source.shell("mkfifo .git/refs/tags/pipe");
    Optional<String> piped = RefFiles.digest(git);

    assertThat(named).isEmpty();
    assertThat(linked).isEmpty();
    assertThat(piped).isEmpty();
  }

  @Test
  void onlyGitReadsVeryManyRefs() throws Exception {
    Path packed = git.resolve("packed-refs");
    Files.writeString(
        packed, ("0".repeat(40) + " refs/tags/" + "a".repeat(50) + "\n").repeat(11_000));

    assertThat(RefFiles.digest(git)).isEmpty();
  }
}
