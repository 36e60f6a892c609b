/**
 * The folders of a worker and of an attempt, and how they are copied, locked and removed. Read
 * {@link dev.handoff.worker.attempt.folder.Workspace} first.
 */
@NullMarked
package dev.handoff.worker.attempt.folder;

import org.jspecify.annotations.NullMarked;
