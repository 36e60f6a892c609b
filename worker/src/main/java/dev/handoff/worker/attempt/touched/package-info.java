/**
 * Finds changes of a job to files that decide the verdict of checks: build definitions, and tests.
 * It uses the conventions of common tools, so it can miss some. Pure, and independent of attempts.
 */
@NullMarked
package dev.handoff.worker.attempt.touched;

import org.jspecify.annotations.NullMarked;
