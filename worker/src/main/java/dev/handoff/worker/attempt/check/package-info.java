/**
 * What checks find in the tree: the files that decide what they say, as before the job. Read {@link
 * dev.handoff.worker.attempt.check.FilesBefore} first.
 */
package dev.handoff.worker.attempt.check;
