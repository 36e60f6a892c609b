/**
 * Takes records from the lanes while slots are free, and claims them. Read {@link
 * dev.handoff.worker.lane.Intake} first.
 */
package dev.handoff.worker.lane;
