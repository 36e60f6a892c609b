package dev.handoff.worker.attempt.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief.Output;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** To start git is most of what a short job costs; the JVM's flight recorder tells each start. */
class GitCallsTest {

  private static final Pattern COMMAND = Pattern.compile("git (?:-c \\S+ )*(\\S+)");

  @TempDir Path folder;

  @Test
  void anAttemptThatChangesNothingStartsGitOnceForItsTreeAndOnceForItsChanges() throws Exception {
    AttemptFixture fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
    BriefBuilder brief = fixture.brief().run("true").changesOptional();
    AttemptRunner runner = fixture.runner();
    completed(runner, fixture, brief);

    List<String> gits = gitsDuring(() -> completed(runner, fixture, brief));

    assertThat(gits).containsExactly("read-tree", "ls-files");
  }

  @Test
  void theFirstAttemptOnACommitAlsoFetchesAndListsIt() throws Exception {
    AttemptFixture fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
    BriefBuilder brief = fixture.brief().run("true").changesOptional();
    AttemptRunner runner = fixture.runner();

    List<String> gits = gitsDuring(() -> completed(runner, fixture, brief));

    assertThat(gits)
        .containsExactly(
            "fetch",
            "cat-file", // it is a commit
            "for-each-ref",
            "for-each-ref",
            "ls-tree",
            "read-tree",
            "read-tree",
            "ls-files",
            "version");
  }

  @Test
  void aChangedFileCostsNoStartThatAnotherCommandAnswers() throws Exception {
    AttemptFixture fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
    BriefBuilder brief = fixture.brief().run("echo changed >README.md").output(Output.PATCH);
    AttemptRunner runner = fixture.runner();
    completed(runner, fixture, brief);

    List<String> gits = gitsDuring(() -> completed(runner, fixture, brief));

    assertThat(gits)
        .containsExactly(
            "read-tree",
            "ls-files",
            "update-index",
            "diff-index",
            "write-tree",
            "commit-tree",
            "diff-tree");
  }

  private static AttemptOutcome completed(
      AttemptRunner runner, AttemptFixture fixture, BriefBuilder brief)
      throws InterruptedException {
    return runner.run(fixture.order(brief), fixture.recorder, fixture.stop);
  }

  private List<String> gitsDuring(Act act) throws Exception {
    Path file = folder.resolve("starts.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ProcessStart").withoutStackTrace();
      recording.start();
      assertThat(act.run()).isInstanceOf(AttemptOutcome.Completed.class);
      recording.stop();
      recording.dump(file);
    }
    long thread = Thread.currentThread().getId();
    return RecordingFile.readAllEvents(file).stream()
        // Other tests of this JVM start git too.
        .filter(start -> start.getThread().getJavaThreadId() == thread)
        .sorted(Comparator.comparing(RecordedEvent::getStartTime))
        .map(start -> COMMAND.matcher(start.getString("command")))
        .filter(Matcher::lookingAt)
        .map(start -> start.group(1))
        .toList();
  }

  private interface Act {
    AttemptOutcome run() throws Exception;
  }
}
