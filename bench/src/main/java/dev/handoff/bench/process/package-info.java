/** The processes that scenarios start and stop: a broker, a worker, the command. */
package dev.handoff.bench.process;
