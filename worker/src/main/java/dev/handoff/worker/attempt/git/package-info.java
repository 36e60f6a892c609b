/**
 * Git as a worker runs it, with only the worker's configuration, and the tree of a job as git sees
 * it. Read {@link dev.handoff.worker.attempt.git.Git} and {@link
 * dev.handoff.worker.attempt.git.JobTree} first.
 */
@NullMarked
package dev.handoff.worker.attempt.git;

import org.jspecify.annotations.NullMarked;
