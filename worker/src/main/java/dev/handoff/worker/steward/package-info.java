/**
 * Rescues jobs whose worker died, and starts, retries and ends those that wait. {@link
 * dev.handoff.worker.steward.Stewardship} decides, and {@link
 * dev.handoff.worker.steward.StewardActions} acts.
 */
@NullMarked
package dev.handoff.worker.steward;

import org.jspecify.annotations.NullMarked;
