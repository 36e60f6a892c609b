/**
 * Rescues jobs whose worker died, and starts, retries and ends those that wait. {@link
 * dev.handoff.worker.steward.Stewardship} decides, and {@link
 * dev.handoff.worker.steward.StewardActions} acts.
 */
package dev.handoff.worker.steward;
