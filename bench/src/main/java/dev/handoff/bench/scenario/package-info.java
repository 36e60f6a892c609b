/** What is measured: one class a scenario, listed by {@link dev.handoff.bench.Bench}. */
package dev.handoff.bench.scenario;
