package dev.handoff.worker.attempt.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief.Output;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** To start git is most of what a short job costs; the JVM's flight recorder tells each start. */
class GitCallsTest {

  private static final Pattern COMMAND = Pattern.compile("git (?:-c \\S+ )*(\\S+)");

  @TempDir Path folder;

  @Test
  void gitIsNotStartedToRecordOrCountChangesThatThereAreNone() throws Exception {
    AttemptFixture fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
    BriefBuilder brief = fixture.brief().run("true").changesOptional();

    List<String> gits = gitsDuring(() -> fixture.run(brief));

    assertThat(gits).contains("read-tree", "diff-index", "write-tree");
    assertThat(gits).doesNotContain("update-index");
    assertThat(gits).filteredOn("diff-index"::equals).hasSize(1);
  }

  @Test
  void gitIsNotStartedForFilesWhoseContentIsKnown() throws Exception {
    AttemptFixture fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
    BriefBuilder brief = fixture.brief().run("echo changed >README.md");
    fixture.run(brief.output(Output.PATCH));

    List<String> gits = gitsDuring(() -> fixture.run(brief.output(Output.BRANCH)));

    assertThat(gits).doesNotContain("init", "config", "rev-parse", "fetch");
    assertThat(gits)
        .contains("read-tree", "commit-tree", "update-ref")
        .hasSizeLessThanOrEqualTo(19);
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
        .map(start -> COMMAND.matcher(start.getString("command")))
        .filter(Matcher::lookingAt)
        .map(start -> start.group(1))
        .toList();
  }

  private interface Act {
    AttemptOutcome run() throws Exception;
  }
}
