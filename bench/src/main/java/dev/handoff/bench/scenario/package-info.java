/** The measurements: one class per scenario, listed by {@link dev.handoff.bench.Bench}. */
package dev.handoff.bench.scenario;
