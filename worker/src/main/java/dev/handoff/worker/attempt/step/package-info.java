/**
 * The steps of an attempt up to its checks, and the values that pass through them. Read {@link
 * dev.handoff.worker.attempt.step.Attempt} and {@link dev.handoff.worker.attempt.step.Step} first.
 */
package dev.handoff.worker.attempt.step;
