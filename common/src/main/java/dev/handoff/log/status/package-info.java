/**
 * The status topic: events of jobs, appended, read and followed. Read {@link
 * dev.handoff.log.status.StatusLog} first.
 */
@NullMarked
package dev.handoff.log.status;

import org.jspecify.annotations.NullMarked;
