/**
 * A gateway as a process, and who follows it: clients over HTTP, and a bare consumer of the same
 * topic beside them.
 */
@NullMarked
package dev.handoff.bench.follow;

import org.jspecify.annotations.NullMarked;
