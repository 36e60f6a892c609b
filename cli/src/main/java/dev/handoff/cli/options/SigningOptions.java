package dev.handoff.cli.options;

import dev.handoff.cli.context.Setting;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.log.Signatures;
import dev.handoff.trust.KeyFile;
import dev.handoff.trust.TrustSource;
import dev.handoff.worker.configuration.Configuration.Signing;
import dev.handoff.worker.configuration.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The signing key and the trust file of a process: from a flag, else a variable, else a file of
 * settings, else the user's own files if they exist.
 */
public final class SigningOptions {

  static final String KEY_VARIABLE = "HANDOFF_SIGNING_KEY";
  static final String TRUST_VARIABLE = "HANDOFF_TRUST";

  private static final String KEY_OPTION = "--signing-key";
  private static final String TRUST_OPTION = "--trust";
  private static final String FILE = "it is there";
  private static final Path NONE = Path.of("none");

  @Option(
      names = KEY_OPTION,
      paramLabel = "FILE",
      order = HelpSection.SIGNATURES,
      description =
          "Key to sign with, or none. Default: $"
              + KEY_VARIABLE
              + ", else $XDG_CONFIG_HOME/handoff/signing.key if it exists.")
  private @Nullable Path key;

  @Option(
      names = TRUST_OPTION,
      paramLabel = "FILE",
      order = HelpSection.SIGNATURES,
      description =
          "Trust file, or none: then no signature is required. Default: $"
              + TRUST_VARIABLE
              + ", else $XDG_CONFIG_HOME/handoff/trust.yaml if it exists.")
  private @Nullable Path trust;

  /** Whether a flag names one of them. */
  boolean isGiven() {
    return key != null || trust != null;
  }

  /**
   * @param inFile values from a file of settings
   * @throws dev.handoff.brief.settings.InvalidSettingsException if a file is invalid; names it
   * @throws IOException if a file cannot be read
   */
  Signatures signatures(Signing inFile) throws IOException {
    Optional<Path> keyFile = keyFile(inFile.key());
    Optional<Path> trustFile = trustFile(inFile.trust());
    return Signatures.of(
        keyFile.isPresent() ? KeyFile.read(keyFile.get()) : null,
        trustFile.isPresent() ? TrustSource.of(trustFile.get()) : null);
  }

  /** The effective signing key; empty if there is none. */
  public Optional<Path> keyFile(@Nullable Path inFile) {
    return given(key(new Setting<>(inFile, FILE)));
  }

  /** The effective trust file; empty if there is none. */
  public Optional<Path> trustFile(@Nullable Path inFile) {
    return given(trust(new Setting<>(inFile, FILE)));
  }

  private static Optional<Path> given(Setting<Path> setting) {
    return Optional.ofNullable(setting.value()).filter(path -> !path.equals(NONE));
  }

  /** The effective signing key and its origin. */
  Setting<Path> key(Setting<Path> inFile) {
    return chosen(new Setting<>(key, KEY_OPTION), KEY_VARIABLE, inFile, ownKey());
  }

  /** The effective trust file and its origin. */
  Setting<Path> trust(Setting<Path> inFile) {
    return chosen(new Setting<>(trust, TRUST_OPTION), TRUST_VARIABLE, inFile, ownTrust());
  }

  /** Where this user's key is kept. */
  public static Path ownKey() {
    return ownFile("signing.key");
  }

  /** Where this user's trust file is kept. */
  public static Path ownTrust() {
    return ownFile("trust.yaml");
  }

  private static Path ownFile(String name) {
    return new ConfigurationFile(System.getenv()).worker().resolveSibling(name);
  }

  private static Setting<Path> chosen(
      Setting<Path> flag, String variable, Setting<Path> inFile, Path own) {
    return flag.or(Setting.variable(System.getenv(), variable).map(Path::of))
        .or(inFile)
        // Not Files.exists: an inaccessible file must not count as missing.
        .or(Files.notExists(own) ? inFile : new Setting<>(own, FILE));
  }
}
