package dev.handoff.worker.attempt.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.job.PullRequestCommand;
import dev.handoff.worker.attempt.child.ChildLimits;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptSettingsTest {

  @Test
  void defaultsAreThese() {
    AttemptSettings settings = AttemptSettings.in(Path.of("folder"));

    assertThat(settings.folder()).isAbsolute();
    assertThat(settings.killGrace()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.silence()).isEqualTo(Duration.ofSeconds(8));
    assertThat(settings.sourceTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.environment()).isEqualTo(System.getenv());
    assertThat(settings.permitted().test("PATH")).isFalse();
    assertThat(settings.outputs()).isEqualTo(OutputSettings.DEFAULT);
  }

  @Test
  void noPushIsPermittedUnlessTheWorkersPolicySaysSo() {
    OutputSettings outputs = OutputSettings.DEFAULT;

    assertThat(outputs.push()).isFalse();
    assertThat(outputs.pullRequest()).isEqualTo(PullRequestCommand.DEFAULT);
    assertThat(outputs.timeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(outputs.changedBytes()).isEqualTo(64L << 20);
    assertThat(outputs.artifactFiles()).isEqualTo(200);
    assertThat(outputs.artifactBytes()).isEqualTo(64L << 20);
  }

  @Test
  void silenceTooShortForTheBeatsIsRefused() {
    assertThatThrownBy(
            () -> AttemptSettings.in(Path.of("folder")).withSilence(Duration.ofMillis(499)))
        .hasMessage("silence must be 500 ms or more, got: PT0.499S");
  }

  @Test
  void limitsThatNothingCouldLiveWithAreRefused() {
    assertThatThrownBy(() -> ChildLimits.DEFAULT.withMemory(-1))
        .hasMessage("memory must be 0 or more, got: -1");
    assertThatThrownBy(() -> ChildLimits.DEFAULT.withProcesses(3))
        .hasMessage("processes must be 0 or 16 or more, got: 3");
    assertThatThrownBy(() -> ChildLimits.DEFAULT.withFileSize(-1))
        .hasMessage("fileSize must be 0 or more, got: -1");
  }
}
