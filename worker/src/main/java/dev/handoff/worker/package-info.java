/**
 * Takes jobs from their lanes, runs them, and appends to the status log what happened. The entry is
 * {@link dev.handoff.worker.Worker}, which wires the parts; each part is a package of its own.
 */
@NullMarked
package dev.handoff.worker;

import org.jspecify.annotations.NullMarked;
