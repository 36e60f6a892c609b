package dev.handoff.producer;

import dev.handoff.brief.Brief;

/**
 * The submitter's name for one piece of work, so that a repeated submit makes no second job.
 *
 * @param text anything that the submitter chooses, such as the number of a build; 1 to 256
 *     characters
 * @param written the brief as written, its ref not resolved: the same text must not become another
 *     brief because a branch has moved
 */
public record IdempotencyKey(String text, Brief written) {

  static final int MAX_LENGTH = 256;

  public IdempotencyKey {
    if (text.isBlank() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "key must be 1 to " + MAX_LENGTH + " characters, got: " + text.length());
    }
  }
}
