package dev.handoff.producer;

import dev.handoff.log.key.KeyUse;

/** The key means another brief already, so this one was not submitted. */
public final class KeyConflictException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;
  private static final int SHOWN_HASH = 12;

  KeyConflictException(KeyUse first, KeyUse refused) {
    super(
        "key %s means another brief since %s: %s is \"%s\" (%s), this one is \"%s\" (%s). Nothing was submitted; give this brief a key of its own"
            .formatted(
                first.key(),
                first.at(),
                first.job(),
                first.title(),
                first.briefHash().substring(0, SHOWN_HASH),
                refused.title(),
                refused.briefHash().substring(0, SHOWN_HASH)));
  }
}
