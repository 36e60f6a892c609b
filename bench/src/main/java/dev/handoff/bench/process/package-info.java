/** The processes that scenarios start and stop: a broker, a worker, the command. */
@NullMarked
package dev.handoff.bench.process;

import org.jspecify.annotations.NullMarked;
