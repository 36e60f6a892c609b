package dev.handoff.brief.schema;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a brief, or with a file of settings.
 *
 * @param path where, such as {@code checks[0].name}, or {@code line 3, column 5} for a text that is
 *     neither YAML nor JSON
 * @param rule what it must be
 * @param value what it is, cut to 80 characters
 */
public record BriefError(String path, String rule, @Nullable String value) {

  /** The path of an error of the brief as a whole. */
  public static final String WHOLE = "the brief";

  @Override
  public String toString() {
    return path + ": " + rule + (value == null ? "" : ", got: " + value);
  }
}
