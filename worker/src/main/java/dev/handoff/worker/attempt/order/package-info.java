/**
 * The values that a worker and an attempt exchange: what to run, with which settings, who receives
 * the events, and how it ended. Read {@link dev.handoff.worker.attempt.order.AttemptOrder} first.
 */
@NullMarked
package dev.handoff.worker.attempt.order;

import org.jspecify.annotations.NullMarked;
