package dev.handoff.brief;

import java.util.List;
import java.util.stream.Collectors;

/** A text is no brief. Nothing was sent; {@link #errors()} is everything that is wrong with it. */
public final class InvalidBriefException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN = 50;

  private final transient List<BriefError> errors;

  public InvalidBriefException(List<BriefError> errors) {
    super(message(errors));
    this.errors = List.copyOf(errors);
  }

  InvalidBriefException(String path, String rule, String value) {
    this(List.of(new BriefError(path, rule, value)));
  }

  /** At least one. */
  public List<BriefError> errors() {
    return errors;
  }

  private static String message(List<BriefError> errors) {
    String lines =
        errors.stream()
            .limit(MAX_SHOWN)
            .map(BriefError::toString)
            .collect(Collectors.joining("\n"));
    int more = errors.size() - MAX_SHOWN;
    return more <= 0 ? lines : lines + "\nand " + more + " more";
  }
}
