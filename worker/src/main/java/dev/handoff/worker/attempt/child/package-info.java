/**
 * Child processes: started in a sandbox under a supervisor, and ended with everything that they
 * started. Read {@link dev.handoff.worker.attempt.child.Supervisor} first.
 */
@NullMarked
package dev.handoff.worker.attempt.child;

import org.jspecify.annotations.NullMarked;
