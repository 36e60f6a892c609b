package dev.handoff.worker.attempt.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is read out of the answer of a remote that may be hostile. */
class RemoteRefTest {

  private static final String HASH = "0123456789abcdef0123456789abcdef01234567";

  @Test
  void onlyTheNameThatWasAskedCounts() {
    RemoteRef main = new RemoteRef("main");

    assertThat(main.in(HASH + "\trefs/heads/feature/main\n")).isEmpty();
    assertThat(main.in(HASH + "\trefs/remotes/refs/heads/main\n")).isEmpty();
    assertThat(main.in(HASH + "\trefs/heads/main\n")).contains(new PinnedRef(HASH, "main"));
  }

  @Test
  void whatIsNoHashIsNoCommit() {
    RemoteRef main = new RemoteRef("main");

    assertThat(main.in("--upload-pack=x\trefs/heads/main\n")).isEmpty();
    assertThat(main.in(HASH.substring(1) + "\trefs/heads/main\n")).isEmpty();
    assertThat(main.in("refs/heads/main\n\n\t\n")).isEmpty();
  }

  @Test
  void aMainBranchWithAWrongNameIsNoBranch() {
    RemoteRef head = new RemoteRef("HEAD");

    assertThat(head.in("ref: refs/heads/-x\tHEAD\n" + HASH + "\tHEAD\n"))
        .contains(new PinnedRef(HASH, null));
    assertThat(head.in("ref: refs/heads/a/../b\tHEAD\n" + HASH + "\tHEAD\n"))
        .contains(new PinnedRef(HASH, null));
    assertThat(head.in("ref: refs/heads/\u00ff\tHEAD\n" + HASH + "\tHEAD\n"))
        .contains(new PinnedRef(HASH, null));
    assertThat(head.in("ref: refs/heads/main\tHEAD\n" + HASH + "\tHEAD\n"))
        .contains(new PinnedRef(HASH, "main"));
  }
}
