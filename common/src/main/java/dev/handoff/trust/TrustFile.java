package dev.handoff.trust;

import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.file.BoundedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/** A trust file on disk. Keeps everything that people wrote into it, including comments. */
public final class TrustFile {

  private static final String NEW =
      "# The keys that this installation of Handoff trusts; see docs/signatures.md.\n"
          + "trust: 1\nmode: enforce\nkeys:\n";

  private final Path file;
  private final TrustReader reader = new TrustReader();

  public TrustFile(Path file) {
    this.file = file;
  }

  public Path path() {
    return file;
  }

  /**
   * @throws InvalidSettingsException if the file is invalid; names the file
   * @throws IOException if it cannot be read
   */
  public Trust read() throws IOException {
    byte[] text = BoundedFile.read(file, TrustReader.MAX_BYTES);
    try {
      return reader.read(text);
    } catch (InvalidSettingsException refused) {
      throw refused.in(file.toString(), text);
    }
  }

  /**
   * Adds a key at the end, and creates the file if it does not exist.
   *
   * @throws InvalidSettingsException if the file would be invalid after that; it stays unchanged
   */
  public void add(TrustedKey key) throws IOException {
    boolean isThere = Files.exists(file);
    String before = isThere ? Files.readString(file) : NEW;
    String after = (before.endsWith("\n") ? before : before + "\n") + entry(key);
    try {
      List<TrustedKey> expected = isThere ? read().keys() : List.of();
      List<TrustedKey> keys = reader.read(after.getBytes(StandardCharsets.UTF_8)).keys();
      if (keys.size() != expected.size() + 1) {
        throw notAtItsEnd(key);
      }
    } catch (InvalidSettingsException refused) {
      throw isThere && isNoYaml(refused) ? notAtItsEnd(key) : refused;
    }
    replace(after);
  }

  /** Whether the text is no YAML: such an error names a line instead of a field. */
  private static boolean isNoYaml(InvalidSettingsException refused) {
    return refused.errors().stream().anyMatch(error -> error.path().startsWith("line "));
  }

  private InvalidSettingsException notAtItsEnd(TrustedKey key) {
    return new InvalidSettingsException(
            List.of(
                new BriefError(
                    "keys",
                    "must be the last part of the file, one key a line with - before it, for a key"
                        + " to be added; or write this into it yourself:\n"
                        + entry(key),
                    null)))
        .in(file.toString());
  }

  private void replace(String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path fresh = Files.createTempFile(folder, ".trust", ".yaml");
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** The key as an item of a YAML list. */
  static String entry(TrustedKey key) {
    StringBuilder entry = new StringBuilder();
    entry.append("  - key: ").append(key.key().text()).append('\n');
    entry.append("    role: ").append(key.role().label()).append('\n');
    entry.append("    name: ").append(quoted(key.name())).append('\n');
    if (!key.lanes().isEmpty()) {
      entry.append("    lanes: ").append(quoted(key.lanes())).append('\n');
    }
    if (!key.repositories().isEmpty()) {
      entry.append("    repositories: ").append(quoted(key.repositories())).append('\n');
    }
    if (key.expires() != null) {
      entry.append("    expires: ").append(quoted(key.expires().toString())).append('\n');
    }
    return entry.toString();
  }

  private static String quoted(List<String> texts) {
    return texts.stream().map(TrustFile::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /** Quotes the text, so that YAML reads any content as text. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
