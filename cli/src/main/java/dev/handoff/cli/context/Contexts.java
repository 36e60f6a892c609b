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
 * This user's contexts: the file {@code config.yaml}, which people write and no command changes,
 * and which of them {@code handoff context use} has chosen. Reads only what is asked for.
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
   * @param environment of the process, for where the files are
   */
  public static Contexts of(Map<String, String> environment) {
    ConfigurationFile files = new ConfigurationFile(environment);
    return new Contexts(
        files.folder().resolve("config.yaml"), files.home(), ContextInUse.of(environment));
  }

  /** The JSON Schema of their file, as editors want it. */
  public static String schemaText() {
    return ContextFile.schemaText();
  }

  /** Where they are written. */
  public Path file() {
    return file;
  }

  /** Whether anybody has written some. */
  public boolean isThere() {
    // Not exists: a file that cannot be looked at must not count as none.
    return !Files.notExists(file);
  }

  /**
   * In their order in the file; none if there is no file.
   *
   * @throws dev.handoff.brief.settings.InvalidSettingsException if it is wrong, with all that is
   * @throws IOException if it is there and cannot be read
   */
  public List<Context> all() throws IOException {
    return read().contexts();
  }

  private ContextFile read() throws IOException {
    return isThere() ? ContextFile.read(file, home) : ContextFile.NONE;
  }

  /** What a command goes by that names none: what was chosen, else the file's default. */
  public Optional<Setting<String>> inUse() throws IOException {
    Optional<String> chosen = inUse.read();
    if (chosen.isPresent()) {
      return chosen.map(name -> new Setting<>(name, USE));
    }
    return Optional.ofNullable(read().otherwise()).map(name -> new Setting<>(name, DEFAULT + file));
  }

  /**
   * The context of this name.
   *
   * @throws ContextException if there is none, with what there is
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
   * From now on the context of commands that name none.
   *
   * @throws ContextException if there is none of that name
   * @throws IOException if it cannot be kept
   */
  public void use(String name) throws IOException {
    if (!name.equals(Context.LOCAL)) {
      named(new Setting<>(name, USE));
    }
    inUse.write(name);
  }
}
