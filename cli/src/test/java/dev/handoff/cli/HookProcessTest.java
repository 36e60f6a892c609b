package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ExecutableFile;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands in git hooks, for which git sets variables that select a repository. */
@ExtendWith(SharedHandoffExtension.class)
class HookProcessTest {

  private static final String BRIEF =
      """
      goal: Say which commit it is.
      changes: optional
      run: {command: [sh, say.sh]}
      """;

  @TempDir Path folder;

  private HandoffProcess handoff;
  private TestRepository main;
  private TestRepository linked;

  @BeforeEach
  void createALinkedTree(HandoffProcess shared) {
    handoff = shared.in(folder);
    main =
        TestRepository.in(folder.resolve("main"))
            .with("brief.yaml", BRIEF)
            .with("say.sh", "git log -1 --format=%s\n");
    main.commit();
    main.git("worktree", "add", "-q", "../linked");
    linked = new TestRepository(folder.resolve("linked"));
  }

  /** Runs the command and stores the variables that git has set. */
  private Path hook(Path hooks, String name, String... arguments) throws IOException {
    String said = folder.resolve("said").toString();
    List<String> lines =
        new ArrayList<>(List.of("#!/bin/sh", "env | grep ^GIT_ >" + said + ".env"));
    handoff
        .inItsEnvironment(List.of())
        .environment()
        .forEach(
            (variable, value) -> {
              if (variable.equals("HOME") || variable.startsWith("XDG_")) {
                lines.add("export " + variable + "='" + value + "'");
              }
            });
    String words = "'" + String.join("' '", handoff.commandLine(arguments)) + "'";
    lines.add("%s >%s 2>%s.err </dev/null".formatted(words, said, said));
    return ExecutableFile.write(
        Files.createDirectories(hooks).resolve(name), String.join("\n", lines) + "\n");
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said")) + Files.readString(folder.resolve("said.err"));
  }

  private String variables() throws IOException {
    return Files.readString(folder.resolve("said.env"));
  }

  @Test
  void aHookOfALinkedTreeSubmitsWhatWasCommittedThere() throws Exception {
    hook(main.path().resolve(".git/hooks"), "post-commit", "task", "brief.yaml");
    linked.with("more.txt", "1\n");

    linked.git("add", "--all");
    linked.git("-c", "core.abbrev=7", "commit", "-q", "-m", "by a hook");

    assertThat(variables()).contains("GIT_DIR=", "GIT_INDEX_FILE=", "GIT_CONFIG_PARAMETERS=");
    assertThat(said())
        .contains("on base commit `" + linked.git("rev-parse", "HEAD"), "**Completed.**")
        .doesNotContain("not committed", "Uncommitted");
  }

  @Test
  void aHookMayBeAboutAnotherRepository() throws Exception {
    TestRepository other =
        TestRepository.in(folder.resolve("other"))
            .with("brief.yaml", BRIEF)
            .with("say.sh", "git log -1 --format='other: %s'\n");
    String commit = other.commit();
    hook(
        main.path().resolve(".git/hooks"),
        "post-commit",
        "task",
        other.path().resolve("brief.yaml").toString());

    linked.git("commit", "-q", "--allow-empty", "-m", "by a hook");

    assertThat(said()).contains("on base commit `" + commit, "**Completed.**");
  }

  /** Pushed objects are in quarantine then, where git refuses to write refs. */
  @Test
  void aHookOfAPushTakesASnapshotOfATree() throws Exception {
    TestRepository bare = new TestRepository(Files.createDirectories(folder.resolve("bare")));
    bare.git("init", "-q", "--bare", "--template=");
    TestRepository tree = TestRepository.in(folder.resolve("tree"));
    tree.with("brief.yaml", BRIEF).with("say.sh", "grep -q 'not committed' new.txt\n").commit();
    tree.with("new.txt", "not committed\n");
    Path hooks = bare.path().resolve("hooks");
    hook(hooks, "pre-receive", "task", "--dirty", tree.path().resolve("brief.yaml").toString());

    main.git("push", "-q", bare.path().toString(), "HEAD");

    assertThat(variables()).contains("GIT_QUARANTINE_PATH=");
    assertThat(said()).contains("**Completed.**");
  }

  @Test
  void variablesThatNameAnotherRepositoryAreNotBelieved() throws Exception {
    TestRepository other =
        TestRepository.in(folder.resolve("other"))
            .with("brief.yaml", BRIEF)
            .with("say.sh", "git log -1 --format='other: %s'\n");
    String commit = other.commit();
    ProcessBuilder task =
        handoff.inItsEnvironment(
            handoff.commandLine(
                "task", "--background", other.path().resolve("brief.yaml").toString()));
    task.environment().put("GIT_DIR", main.path().resolve(".git").toString());
    task.environment().put("GIT_WORK_TREE", main.path().toString());
    task.environment().put("GIT_TRACE", "1");
    ProcessResult submitted = ProcessRun.run(task, HandoffProcess.DEADLINE);

    ProcessResult shown = handoff.run("brief", "show", submitted.stdout().strip());

    assertThat(submitted.exit()).as(submitted.toString()).isZero();
    assertThat(shown.exit()).as(shown.toString()).isZero();
    assertThat(shown.stdout()).contains(commit, other.path().toString());
  }
}
