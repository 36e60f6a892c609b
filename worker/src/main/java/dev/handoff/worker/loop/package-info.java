/**
 * The threads that drive the parts of a worker. Read {@link dev.handoff.worker.loop.Periodic}
 * first.
 */
@NullMarked
package dev.handoff.worker.loop;

import org.jspecify.annotations.NullMarked;
