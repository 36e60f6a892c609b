/**
 * One execution of a job as named steps: prepare, setup, run, guard, verify, publish.
 *
 * <p>{@link dev.handoff.worker.attempt.AttemptRunner} is the entry. Nothing here knows Kafka: the
 * events and artifacts of an attempt go through {@link
 * dev.handoff.worker.attempt.order.AttemptListener}.
 *
 * <p>From the ground up: text, folder, child, disk, git, change and check know no attempt; order
 * has what a worker and an attempt exchange; source, home and agents prepare for it; step and
 * publish are the attempt.
 */
@NullMarked
package dev.handoff.worker.attempt;

import org.jspecify.annotations.NullMarked;
