package dev.handoff.worker.attempt.step;

import dev.handoff.worker.attempt.change.Changeset;
import dev.handoff.worker.attempt.change.Unpublished;

/**
 * The job's changes, as {@link ScopeGuard} found them.
 *
 * @param unpublished the part that the result does not contain
 */
record Changed(Changeset changes, Unpublished unpublished) {}
