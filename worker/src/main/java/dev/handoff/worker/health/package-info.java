/**
 * Whether a worker can take and run jobs, and its HTTP endpoint, which reports that and its
 * metrics. Read {@link dev.handoff.worker.health.Readiness} first.
 */
@NullMarked
package dev.handoff.worker.health;

import org.jspecify.annotations.NullMarked;
