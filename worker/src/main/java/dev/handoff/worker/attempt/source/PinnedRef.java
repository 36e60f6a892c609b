package dev.handoff.worker.attempt.source;

import org.jspecify.annotations.Nullable;

/**
 * What a remote has under a name.
 *
 * @param hash of a commit, or of whatever else a tag names
 * @param branch without {@code refs/heads/}; null: it is no branch
 */
public record PinnedRef(String hash, @Nullable String branch) {}
