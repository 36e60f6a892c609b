package dev.handoff.brief.settings;

import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.SourceLines;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A file has invalid settings. {@link #errors()} has all errors. */
public final class InvalidSettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<BriefError> errors;

  public InvalidSettingsException(List<BriefError> errors) {
    this(lines(errors), errors);
  }

  private InvalidSettingsException(String message, List<BriefError> errors) {
    super(message);
    this.errors = List.copyOf(errors);
  }

  /**
   * The same with the name of the file, and the line of each error if it is known.
   *
   * @param text the content of the file
   */
  public InvalidSettingsException in(String file, byte[] text) {
    SourceLines source = new SourceLines(text);
    String lines =
        errors.stream()
            .map(error -> place(source.of(error.path())) + error)
            .collect(Collectors.joining("\n"));
    return new InvalidSettingsException(
        "the settings in " + file + " are refused:\n" + lines, errors);
  }

  /** The same with the name of the file. */
  public InvalidSettingsException in(String file) {
    return new InvalidSettingsException(
        "the settings in " + file + " are refused:\n" + lines(errors), errors);
  }

  private static String place(OptionalInt line) {
    return line.isPresent() ? "line " + line.getAsInt() + ": " : "";
  }

  private static String lines(List<BriefError> errors) {
    return errors.stream().map(BriefError::toString).collect(Collectors.joining("\n"));
  }

  /** At least one. */
  public List<BriefError> errors() {
    return errors;
  }
}
