package dev.handoff.worker.attempt.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Refs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a remote lists, which may be anything, and what a job gets of it. */
class RemoteRefsTest {

  @TempDir Path folder;

  @Test
  void aTagThatIsOnlyPeeledIsLeftOut() throws Exception {
    TestRepository source = new AttemptFixture(folder).source;
    String commit = source.with("README.md", "first\n").commit();
    Git git =
        new Git(
            Files.createDirectory(folder.resolve("scratch-of-git")),
            Duration.ofMinutes(1),
            new StopSignal(),
            System.getenv());
    String listing = "%1$s\trefs/tags/whole\n%1$s\trefs/tags/odd^{}\n".formatted(commit);

    Refs.Found found =
        RemoteRefs.of(listing.getBytes(StandardCharsets.ISO_8859_1))
            .reaching(source.path().resolve(".git"), commit, null, git);

    assertThat(found.refs().hashes()).containsOnlyKeys("refs/tags/whole");
  }
}
