package dev.handoff.worker.configuration;

import dev.handoff.brief.policy.Policy;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where this user's files of settings are, and what they say. */
public final class ConfigurationFile {

  private final Map<String, String> environment;

  /**
   * @param environment of the process, for {@code HOME} and {@code XDG_CONFIG_HOME}
   */
  public ConfigurationFile(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** {@code $XDG_CONFIG_HOME/handoff/worker.yaml}, by default in {@code ~/.config}. */
  public Path worker() {
    return folder().resolve("worker.yaml");
  }

  /** {@code policy.yaml} beside it: what this user lets himself submit to clusters. */
  public Path submitter() {
    return folder().resolve("policy.yaml");
  }

  /** Where all of them are: {@code $XDG_CONFIG_HOME/handoff}. */
  public Path folder() {
    Path base = absolute("XDG_CONFIG_HOME").orElseGet(() -> home().resolve(".config"));
    return base.resolve("handoff");
  }

  /**
   * As a shell means it; Java's {@code user.home} is the system's answer and not {@code $HOME}.
   *
   * @throws InvalidSettingsException if neither says, as for a user whom the system does not know
   */
  public Path home() {
    return absolute("HOME").orElseGet(() -> ofSystem(System.getProperty("user.home", "")));
  }

  static Path ofSystem(String home) {
    if (!home.startsWith("/")) {
      throw new InvalidSettingsException(
          List.of(
              new BriefError(
                  "HOME",
                  "must be set to an absolute path, since the system knows no home of this user",
                  "nothing")));
    }
    return Path.of(home);
  }

  private Optional<Path> absolute(String variable) {
    return Optional.ofNullable(environment.get(variable)).map(Path::of).filter(Path::isAbsolute);
  }

  /**
   * What the user's file says; {@link Configuration#NONE} if there is none.
   *
   * @throws InvalidSettingsException if it is there and wrong, naming it
   * @throws IOException if it is there and cannot be read
   */
  public Configuration read() throws IOException {
    // Not exists: a file that cannot be looked at must not count as none.
    return Files.notExists(worker()) ? Configuration.NONE : read(worker());
  }

  /**
   * What the submitter's file says; {@link Policy#OF_SUBMITTER} if there is none.
   *
   * @throws InvalidSettingsException if it is there and wrong, naming it
   * @throws IOException if it is there and cannot be read
   */
  public Policy submitterPolicy() throws IOException {
    if (Files.notExists(submitter())) {
      return Policy.OF_SUBMITTER;
    }
    byte[] text = ConfigurationReader.bytesOf(submitter());
    try {
      return new ConfigurationReader(home()).readPolicy(text, Policy.OF_SUBMITTER);
    } catch (InvalidSettingsException refused) {
      throw refused.in(submitter().toString(), text);
    }
  }

  /**
   * What that file says.
   *
   * @throws InvalidSettingsException if it is wrong, naming it
   * @throws IOException if it cannot be read
   */
  public Configuration read(Path file) throws IOException {
    byte[] text = ConfigurationReader.bytesOf(file);
    try {
      return new ConfigurationReader(home()).read(text);
    } catch (InvalidSettingsException refused) {
      throw refused.in(file.toString(), text);
    }
  }
}
