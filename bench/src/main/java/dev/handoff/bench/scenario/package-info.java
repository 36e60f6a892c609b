/** The measurements: one class per scenario, listed by {@link dev.handoff.bench.Bench}. */
@NullMarked
package dev.handoff.bench.scenario;

import org.jspecify.annotations.NullMarked;
