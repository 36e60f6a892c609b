package dev.handoff.worker.attempt.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.TierOfThisHost;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A child has the signals, the group and the session of a program that a shell starts. */
@ExtendWith(TierOfThisHost.class)
class ChildSignalsTest {

  @TempDir Path folder;
  private AttemptFixture fixture;

  static Stream<Isolation> tiers() {
    return TierOfThisHost.all();
  }

  @BeforeEach
  void makeFixture() throws Exception {
    fixture = new AttemptFixture(folder);
  }

  private String printed(Isolation isolation, String... command) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ChildExit exit =
        fixture
            .supervisor(
                Supervisor.Containment.of(isolation, fixture.settings.children()), fixture.settings)
            .run(fixture.child(command), printed::write, () -> {});
    assertThat(exit).isEqualTo(new ChildExit.Exited(0));
    return printed.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void aChildIgnoresNoSignal(Isolation isolation) throws Exception {
    String status = printed(isolation, "grep", "^SigIgn:", "/proc/self/status");

    long ignored = Long.parseUnsignedLong(status.substring("SigIgn:".length()).strip(), 16);
    // The signals 1 to 31; those above are for the C library.
    assertThat(ignored & 0x7fff_ffff).isZero();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void aChildIsInAnotherGroupThanItsSupervisorAndHasNoTerminal(Isolation isolation)
      throws Exception {
    // The leader of the group is the child's parent, and the supervisor that one's.
    String shown =
        printed(
            isolation,
            "bash",
            "-c",
            "read -r -a own </proc/$$/stat; read -r -a leader </proc/$PPID/stat;"
                + " read -r -a top </proc/${leader[3]}/stat;"
                + " echo ${own[4]} ${leader[0]} ${top[4]} ${own[6]};"
                + " (: </dev/tty) 2>/dev/null || echo none");

    List<String> numbers = List.of(shown.lines().findFirst().orElseThrow().split(" "));
    assertThat(numbers.get(0)).isEqualTo(numbers.get(1)).isNotEqualTo(numbers.get(2));
    assertThat(numbers.get(3)).isEqualTo("0");
    assertThat(shown.lines().skip(1)).containsExactly("none");
  }

  @Test
  void signalsAreResetOnlyWhereTheWorkerIgnoresThem() {
    String status = "Name:\tjava\nSigBlk:\t0000000000000006\nSigIgn:\t%s\nSigCgt:\t06\n";

    assertThat(SignalReset.isNeeded(status.formatted("0000000000001000"))).isFalse();
    assertThat(SignalReset.isNeeded(status.formatted("0000000000000001"))).isTrue();
    assertThat(SignalReset.isNeeded(status.formatted("0000000000000002"))).isTrue();
    assertThat(SignalReset.isNeeded(status.formatted("0000000000004000"))).isTrue();
    assertThat(SignalReset.isNeeded(status.formatted("ffffffff00001004"))).isTrue();
    assertThat(SignalReset.isNeeded("Name:\tjava\n")).isTrue();
  }
}
