/**
 * Takes jobs from their lanes, runs them, and tells the status log what happened. The entry is
 * {@link dev.handoff.worker.Worker}.
 */
package dev.handoff.worker;
