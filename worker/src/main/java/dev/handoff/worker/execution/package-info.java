/**
 * One claimed attempt, from the check of its lease to the event that ends it. Read {@link
 * dev.handoff.worker.execution.SlotRun} first.
 */
@NullMarked
package dev.handoff.worker.execution;

import org.jspecify.annotations.NullMarked;
