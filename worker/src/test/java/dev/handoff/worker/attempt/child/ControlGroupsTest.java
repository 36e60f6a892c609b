package dev.handoff.worker.attempt.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupsTest {

  @TempDir Path folder;

  @Test
  void placesOfTheSecondVersionAreTriedFromTheInnermostOut() {
    String mounts =
        "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";

    List<List<Path>> places =
        ControlGroups.candidates(mounts, "0::/user.slice/app.slice/handoff.service\n");

    assertThat(places)
        .containsExactly(
            List.of(Path.of("/sys/fs/cgroup/user.slice/app.slice/handoff.service")),
            List.of(Path.of("/sys/fs/cgroup/user.slice/app.slice")),
            List.of(Path.of("/sys/fs/cgroup/user.slice")),
            List.of(Path.of("/sys/fs/cgroup")));
  }

  @Test
  void firstVersionHasAPlaceForEachController() {
    String mounts =
        "32 31 0:29 / /cg/cpu rw - cgroup cgroup rw,cpu\n"
            + "35 31 0:32 /docker/ab /cg/memory rw - cgroup cgroup rw,memory\n"
            + "39 31 0:36 / /cg/pids rw - cgroup cgroup rw,pids\n"
            + "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n";
    String membership = "8:pids:/\n4:memory:/docker/ab/c\n1:cpu:/\n";

    assertThat(ControlGroups.candidates(mounts, membership))
        .containsExactly(List.of(Path.of("/cg/memory/c"), Path.of("/cg/pids")));
  }

  @Test
  void groupOutsideOfWhatIsMountedHasNoPlace() {
    String mounts = "35 31 0:32 /docker/ab /cg rw - cgroup2 cgroup2 rw\n";

    assertThat(ControlGroups.candidates(mounts, "0::/elsewhere\n")).isEmpty();
  }

  // The kernel's files stand there when a folder is made; plain ones can stand in for them.
  /** Each way into a group of processes makes the kernel wait for all processes. */
  @Test
  void aProcessJoinsAsAThreadWhereTheVersionLetsIt() throws Exception {
    Path first = Files.createDirectory(folder.resolve("first"));
    Files.createFile(first.resolve("tasks"));
    Path second = Files.createDirectory(folder.resolve("second"));

    List<String> command = ControlGroups.join(new ControlGroup(List.of(first, second)));

    assertThat(command)
        .endsWith(
            "2", first.resolve("tasks").toString(), second.resolve("cgroup.procs").toString());
  }

  @Test
  void killsForLackOfMemoryAreReadInTheFormOfEachVersion() throws Exception {
    ControlGroup group = new ControlGroup(List.of(folder));
    assertThat(group.ranOutOfMemory()).isFalse();

    Files.writeString(folder.resolve("memory.events"), "max 7\noom 1\noom_kill 0\n");
    assertThat(group.ranOutOfMemory()).isFalse();

    Files.writeString(folder.resolve("memory.events"), "max 7\noom 1\noom_kill 1\n");
    assertThat(group.ranOutOfMemory()).isTrue();

    Files.delete(folder.resolve("memory.events"));
    Files.writeString(
        folder.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    assertThat(group.ranOutOfMemory()).isTrue();
  }
}
