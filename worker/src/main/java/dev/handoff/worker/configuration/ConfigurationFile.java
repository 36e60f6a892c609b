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

/** Finds and reads this user's settings files. */
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

  /** {@code policy.yaml} beside it: what this user permits himself to submit to clusters. */
  public Path submitter() {
    return folder().resolve("policy.yaml");
  }

  /** The folder of all of them: {@code $XDG_CONFIG_HOME/handoff}. */
  public Path folder() {
    Path base = absolute("XDG_CONFIG_HOME").orElseGet(() -> home().resolve(".config"));
    return base.resolve("handoff");
  }

  /**
   * The home as a shell knows it: {@code $HOME}, which Java's {@code user.home} ignores.
   *
   * @throws InvalidSettingsException if neither is set, as for a user unknown to the system
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
                  "must be set to an absolute path, since the system has no home for this user",
                  "nothing")));
    }
    return Path.of(home);
  }

  private Optional<Path> absolute(String variable) {
    return Optional.ofNullable(environment.get(variable)).map(Path::of).filter(Path::isAbsolute);
  }

  /**
   * Reads the user's file; {@link Configuration#NONE} if there is none.
   *
   * @throws InvalidSettingsException if it is wrong; the message names it
   * @throws IOException if it exists and cannot be read
   */
  public Configuration read() throws IOException {
    // Not "!exists": an inaccessible file must not count as missing.
    return Files.notExists(worker()) ? Configuration.NONE : read(worker());
  }

  /**
   * Reads the submitter's file; {@link Policy#OF_SUBMITTER} if there is none.
   *
   * @throws InvalidSettingsException if it is wrong; the message names it
   * @throws IOException if it exists and cannot be read
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
   * Reads that file.
   *
   * @throws InvalidSettingsException if it is wrong; the message names it
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
