package dev.handoff.brief.schema;

import org.jspecify.annotations.Nullable;

/**
 * One error of a brief or of a file of settings.
 *
 * @param path where, such as {@code checks[0].name}, or {@code line 3, column 5} for a text that is
 *     neither YAML nor JSON
 * @param rule the violated rule
 * @param value the actual value, cut to 80 characters
 */
public record BriefError(String path, String rule, @Nullable String value) {

  /** The path of an error that concerns the whole brief. */
  public static final String WHOLE = "the brief";

  @Override
  public String toString() {
    return path + ": " + rule + (value == null ? "" : ", got: " + value);
  }
}
