/**
 * Appends, reads and follows events of jobs on the status topic. Read {@link
 * dev.handoff.log.status.StatusLog} first.
 */
@NullMarked
package dev.handoff.log.status;

import org.jspecify.annotations.NullMarked;
