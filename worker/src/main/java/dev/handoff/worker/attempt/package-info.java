/**
 * One execution of a job as named steps: prepare, setup, run, guard, verify, publish.
 *
 * <p>{@link dev.handoff.worker.attempt.AttemptRunner} is the entry. Nothing here knows Kafka: what
 * an attempt tells and produces goes through {@link
 * dev.handoff.worker.attempt.order.AttemptListener}.
 */
package dev.handoff.worker.attempt;
