/**
 * Jobs that run until they are released, their workers, and what the log has of them: for scenarios
 * in which a process dies.
 */
@NullMarked
package dev.handoff.bench.held;

import org.jspecify.annotations.NullMarked;
