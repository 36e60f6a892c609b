/**
 * Stores the lanes (briefs that wait for a worker) and the dead letters that no worker could read.
 * Read {@link dev.handoff.log.lane.Lanes} first.
 */
@NullMarked
package dev.handoff.log.lane;

import org.jspecify.annotations.NullMarked;
