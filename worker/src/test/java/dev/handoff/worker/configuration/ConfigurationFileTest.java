package dev.handoff.worker.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.brief.settings.InvalidSettingsException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the files of a user are, whatever the environment says of that. */
class ConfigurationFileTest {

  @Test
  void aFolderThatIsNotAbsoluteIsNotBelieved() {
    assertThat(new ConfigurationFile(Map.of("HOME", "/h", "XDG_CONFIG_HOME", "c")).folder())
        .isEqualTo(Path.of("/h/.config/handoff"));
    assertThat(new ConfigurationFile(Map.of("HOME", "h", "XDG_CONFIG_HOME", "/c")).folder())
        .isEqualTo(Path.of("/c/handoff"));
    assertThat(new ConfigurationFile(Map.of("HOME", "h")).home())
        .isEqualTo(Path.of(System.getProperty("user.home")));
  }

  /** Java says a question mark of a user whom the system does not know. */
  @ParameterizedTest
  @ValueSource(strings = {"?", "", "relative"})
  void aUserWithoutHomeIsToldToNameOne(String ofSystem) {
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> ConfigurationFile.ofSystem(ofSystem))
        .withMessageContaining("HOME: must be set to an absolute path");
  }
}
