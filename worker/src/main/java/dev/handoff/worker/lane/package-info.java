/**
 * Takes records from the lanes while slots are free, and claims them. Read {@link
 * dev.handoff.worker.lane.Intake} first.
 */
@NullMarked
package dev.handoff.worker.lane;

import org.jspecify.annotations.NullMarked;
