/**
 * One claimed attempt, from the check of its lease to the event that ends it. Read {@link
 * dev.handoff.worker.execution.SlotRun} first.
 */
package dev.handoff.worker.execution;
