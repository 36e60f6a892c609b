/**
 * The words of Handoff: what a job is, what may happen to it, and what follows from that. Read
 * {@link dev.handoff.job.JobEvent} first, then {@link dev.handoff.job.JobState}, the fold.
 */
@NullMarked
package dev.handoff.job;

import org.jspecify.annotations.NullMarked;
