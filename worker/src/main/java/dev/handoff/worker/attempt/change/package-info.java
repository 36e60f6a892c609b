/**
 * What a job changed in its tree, and which of that a result must not have. Read {@link
 * dev.handoff.worker.attempt.change.TreeDiff} first.
 */
@NullMarked
package dev.handoff.worker.attempt.change;

import org.jspecify.annotations.NullMarked;
