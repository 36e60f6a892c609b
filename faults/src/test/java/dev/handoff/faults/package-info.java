/**
 * Real processes that are killed, frozen and cut off, and the {@link dev.handoff.faults.Checker}
 * that says whether what they left on the topics is what was promised.
 */
package dev.handoff.faults;
