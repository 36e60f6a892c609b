/**
 * Defines jobs: their ids, events and states. Read {@link dev.handoff.job.JobEvent} first, then
 * {@link dev.handoff.job.JobState}, the fold.
 */
@NullMarked
package dev.handoff.job;

import org.jspecify.annotations.NullMarked;
