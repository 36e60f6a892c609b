/**
 * One trace for each job that ends, derived from its events and sent to a collector. Only here
 * OpenTelemetry is known, and loaded only by a gateway that has such a collector.
 */
@NullMarked
package dev.handoff.gateway.trace;

import org.jspecify.annotations.NullMarked;
