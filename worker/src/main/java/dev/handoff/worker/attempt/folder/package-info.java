/**
 * Folders: that of a worker and that of one attempt, and how they are copied, locked and removed.
 * Read {@link dev.handoff.worker.attempt.folder.Workspace} first.
 */
package dev.handoff.worker.attempt.folder;
