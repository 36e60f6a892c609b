/**
 * Checks whether this worker still holds the right to run its attempts. Read {@link
 * dev.handoff.worker.lease.LeaseSettings} first, then {@link dev.handoff.worker.lease.LeaseCheck}.
 */
@NullMarked
package dev.handoff.worker.lease;

import org.jspecify.annotations.NullMarked;
