package dev.handoff.cli.context;

import dev.handoff.cli.state.ContextInUse;
import dev.handoff.worker.configuration.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This user's contexts: the file {@code config.yaml}, which no command changes, and the choice of
 * {@code handoff context use}. Files are read only when needed.
 */
public final class Contexts {

  private static final String USE = "handoff context use";
  private static final String DEFAULT = "default in ";

  private final Path file;
  private final Path home;
  private final ContextInUse inUse;

  Contexts(Path file, Path home, ContextInUse inUse) {
    this.file = file;
    this.home = home;
    this.inUse = inUse;
  }

  /**
   * @param environment of the process, which determines where the files are
   */
  public static Contexts of(Map<String, String> environment) {
    ConfigurationFile files = new ConfigurationFile(environment);
    return new Contexts(
        files.folder().resolve("config.yaml"), files.home(), ContextInUse.of(environment));
  }

  /** The JSON Schema of their file, for editors. */
  public static String schemaText() {
    return ContextFile.schemaText();
  }

  /** The file of contexts. */
  public Path file() {
    return file;
  }

  /** Whether there is a file of contexts. */
  public boolean isThere() {
    // Not Files.exists: an inaccessible file must not count as missing.
    return !Files.notExists(file);
  }

  /**
   * All contexts in the order of the file; empty if there is no file.
   *
   * @throws dev.handoff.brief.settings.InvalidSettingsException with all errors of the file
   * @throws IOException if the file exists and cannot be read
   */
  public List<Context> all() throws IOException {
    return read().contexts();
  }

  private ContextFile read() throws IOException {
    return isThere() ? ContextFile.read(file, home) : ContextFile.NONE;
  }

  /** The context for commands that name none: the chosen one, else the default of the file. */
  public Optional<Setting<String>> inUse() throws IOException {
    Optional<String> chosen = inUse.read();
    if (chosen.isPresent()) {
      return chosen.map(name -> new Setting<>(name, USE));
    }
    return Optional.ofNullable(read().otherwise()).map(name -> new Setting<>(name, DEFAULT + file));
  }

  /**
   * Returns the context of this name.
   *
   * @throws ContextException if there is none; lists the known ones
   */
  public Context named(Setting<String> name) throws IOException {
    List<Context> all = all();
    return all.stream()
        .filter(context -> context.name().equals(name.value()))
        .findFirst()
        .orElseThrow(() -> unknown(name, all));
  }

  private ContextException unknown(Setting<String> name, List<Context> all) {
    String known = String.join(", ", all.stream().map(Context::name).toList());
    return new ContextException(
        "there is no context %s (named by %s): %s has %s, and local is always there"
            .formatted(
                name.value(),
                name.origin(),
                file,
                isThere() ? known.isEmpty() ? "none" : known : "not been written"));
  }

  /**
   * Chooses the context for commands that name none.
   *
   * @throws ContextException if there is none of that name
   * @throws IOException if the choice cannot be stored
   */
  public void use(String name) throws IOException {
    if (!name.equals(Context.LOCAL)) {
      named(new Setting<>(name, USE));
    }
    inUse.write(name);
  }
}
