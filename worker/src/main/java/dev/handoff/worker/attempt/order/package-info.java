/**
 * The values that a worker and an attempt exchange: what to run, by which settings, who is told,
 * and how it ended. Read {@link dev.handoff.worker.attempt.order.AttemptOrder} first.
 */
package dev.handoff.worker.attempt.order;
