/**
 * The threads that drive the parts of a worker. Read {@link dev.handoff.worker.loop.Periodic}
 * first.
 */
package dev.handoff.worker.loop;
