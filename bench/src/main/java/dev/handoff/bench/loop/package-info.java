/**
 * The two sides of the comparison, Handoff and a bare loop over Kafka, behind one interface: {@link
 * dev.handoff.bench.loop.Loop}.
 */
@NullMarked
package dev.handoff.bench.loop;

import org.jspecify.annotations.NullMarked;
