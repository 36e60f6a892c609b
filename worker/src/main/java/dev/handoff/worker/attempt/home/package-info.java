/**
 * HOME of a job's processes, and the caches of tools that are kept for later jobs. Read {@link
 * dev.handoff.worker.attempt.home.JobHome} first.
 */
@NullMarked
package dev.handoff.worker.attempt.home;

import org.jspecify.annotations.NullMarked;
