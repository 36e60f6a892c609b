package dev.handoff.brief.schema;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A text is no valid brief. Nothing was sent; {@link #errors()} has all errors. */
public final class InvalidBriefException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN = 50;

  private final transient List<BriefError> errors;

  public InvalidBriefException(List<BriefError> errors) {
    super(message(errors));
    this.errors = List.copyOf(errors);
  }

  private InvalidBriefException(String message, List<BriefError> errors) {
    super(message);
    this.errors = List.copyOf(errors);
  }

  InvalidBriefException(String path, String rule, @Nullable String value) {
    this(List.of(new BriefError(path, rule, value)));
  }

  /**
   * The same with the name of the file, and the line of each error if it is known.
   *
   * @param text the content of the file: a brief
   */
  public InvalidBriefException in(String file, byte[] text) {
    SourceLines source = new SourceLines(text);
    return new InvalidBriefException(
        lines(errors, error -> place(file, source.of(error.path())) + error), errors);
  }

  private static String place(String file, OptionalInt line) {
    return file + (line.isPresent() ? ":" + line.getAsInt() : "") + ": ";
  }

  /** At least one. */
  public List<BriefError> errors() {
    return errors;
  }

  private static String message(List<BriefError> errors) {
    return lines(errors, BriefError::toString);
  }

  private static String lines(List<BriefError> errors, Function<BriefError, String> line) {
    String lines = errors.stream().limit(MAX_SHOWN).map(line).collect(Collectors.joining("\n"));
    int more = errors.size() - MAX_SHOWN;
    return more <= 0 ? lines : lines + "\nand " + more + " more";
  }
}
