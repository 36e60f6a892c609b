/**
 * Waits for jobs to end: pushed, never polled. The entry is {@link dev.handoff.awaiter.Awaiter}.
 */
package dev.handoff.awaiter;
