/**
 * Waits for jobs to end: pushed, never polled. The entry is {@link dev.handoff.awaiter.Awaiter}.
 */
@NullMarked
package dev.handoff.awaiter;

import org.jspecify.annotations.NullMarked;
