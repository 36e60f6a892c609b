package dev.handoff.worker.attempt.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessRun;
import dev.handoff.worker.attempt.child.EscapedProcesses;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.folder.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskUseTest {

  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final long MEBIBYTE = 1 << 20;

  @TempDir Path folder;

  private DiskGuard.Guarded attempt(String name) {
    return new DiskGuard.Guarded(
        name,
        new Workspace(folder.resolve(name)),
        new EscapedProcesses("HANDOFF_JOB_ID=" + folder, "HANDOFF_ATTEMPT=" + name),
        new StopSignal());
  }

  private void shell(String script) {
    ProcessRun.run(
        new ProcessBuilder("sh", "-c", script).directory(folder.toFile()), Duration.ofSeconds(30));
  }

  @Test
  void blocksCountAndHolesDoNot() throws Exception {
    shell("mkdir a b; head -c 3M /dev/zero > a/all; truncate -s 1T b/holes");

    var used = DiskUse.bytes(List.of(attempt("a"), attempt("b")), WITHIN);

    assertThat(used.get("a")).isBetween(3 * MEBIBYTE, 4 * MEBIBYTE);
    assertThat(used.get("b")).isLessThan(MEBIBYTE);
  }

  @Test
  void filesAreCountedWhateverTheirNames() throws Exception {
    shell("mkdir a; cd a; touch -- one '-two' 'th ree' '\n9\tfour'; ln one five");

    assertThat(DiskUse.files(List.of(attempt("a")), WITHIN)).containsEntry("a", 5L);
  }

  @Test
  void anAttemptWithoutAFolderHasNothing() throws Exception {
    assertThat(DiskUse.bytes(List.of(attempt("none")), WITHIN)).containsEntry("none", 0L);
    assertThat(DiskUse.files(List.of(attempt("none")), WITHIN)).containsEntry("none", 0L);
  }

  @Test
  void aDeletedFileThatAProcessOfTheAttemptHasOpenCountsOnce() throws Exception {
    Files.createDirectory(folder.resolve("a"));
    ProcessBuilder builder =
        new ProcessBuilder(
                "sh",
                "-c",
                "exec 3>a/all 4>&3; rm a/all; head -c 3M /dev/zero >&3; echo written; sleep 600.5")
            .directory(folder.toFile());
    builder.environment().put("HANDOFF_JOB_ID", folder.toString());
    builder.environment().put("HANDOFF_ATTEMPT", "a");
    try (ProcessRun holder = ProcessRun.start(builder)) {
      holder.awaitStdout("written", Duration.ofSeconds(30));

      var deleted = DiskUse.deleted(List.of(attempt("a"), attempt("b")));

      assertThat(deleted.get("a")).isBetween(3 * MEBIBYTE, 4 * MEBIBYTE);
      assertThat(deleted.get("b")).isZero();
    } finally {
      attempt("a").escaped().end();
    }
  }
}
