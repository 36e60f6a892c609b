/**
 * The room on the work folder's disk: how much there must be, and which attempt is ended when it
 * runs short. Read {@link dev.handoff.worker.attempt.disk.DiskGuard} first.
 */
@NullMarked
package dev.handoff.worker.attempt.disk;

import org.jspecify.annotations.NullMarked;
