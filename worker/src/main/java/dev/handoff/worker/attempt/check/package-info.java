/**
 * Provides the files that decide the verdict of checks as they were before the job. Read {@link
 * dev.handoff.worker.attempt.check.FilesBefore} first.
 */
@NullMarked
package dev.handoff.worker.attempt.check;

import org.jspecify.annotations.NullMarked;
