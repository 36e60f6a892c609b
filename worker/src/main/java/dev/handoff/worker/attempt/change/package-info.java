/**
 * What a job changed in its tree, and what of that no result may have. Read {@link
 * dev.handoff.worker.attempt.change.TreeDiff} first.
 */
package dev.handoff.worker.attempt.change;
