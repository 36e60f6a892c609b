/**
 * The steps of an attempt up to its checks, and the values that pass through them. Read {@link
 * dev.handoff.worker.attempt.step.Attempt} and {@link dev.handoff.worker.attempt.step.Step} first.
 */
@NullMarked
package dev.handoff.worker.attempt.step;

import org.jspecify.annotations.NullMarked;
