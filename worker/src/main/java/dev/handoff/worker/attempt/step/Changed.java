package dev.handoff.worker.attempt.step;

import dev.handoff.worker.attempt.change.Changeset;
import dev.handoff.worker.attempt.change.Unpublished;

/**
 * What the job did, as {@link ScopeGuard} found it.
 *
 * @param unpublished what of it the result does not have
 */
record Changed(Changeset changes, Unpublished unpublished) {}
