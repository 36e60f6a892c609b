/**
 * The status topic: events of jobs, appended, read and followed. Read {@link
 * dev.handoff.log.status.StatusLog} first.
 */
package dev.handoff.log.status;
