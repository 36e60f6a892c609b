/**
 * The folders of a worker and of an attempt, and how they are copied, locked and removed. Read
 * {@link dev.handoff.worker.attempt.folder.Workspace} first.
 */
package dev.handoff.worker.attempt.folder;
