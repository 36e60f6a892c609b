/**
 * Where a job's commit comes from: the cache, a path, a remote or a bundle; and where its branch
 * goes. Read {@link dev.handoff.worker.attempt.source.Sourcing} first.
 */
@NullMarked
package dev.handoff.worker.attempt.source;

import org.jspecify.annotations.NullMarked;
