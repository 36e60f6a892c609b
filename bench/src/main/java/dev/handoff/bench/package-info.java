/**
 * Reproducible figures: each scenario measures Handoff and a baseline in one run on one broker, and
 * reports the ratio.
 *
 * <pre>
 *  Bench ── scenario ──┬── process: BrokerProcess, WorkerMain, HandoffCommand
 *                      ├── loop:    Handoff and the bare loop
 *                      ├── held:    jobs and workers that die
 *                      ├── follow:  a gateway and who follows it
 *                      └── load:    other jobs, repositories
 *        ── figure ───── tables, JSON
 * </pre>
 */
@NullMarked
package dev.handoff.bench;

import org.jspecify.annotations.NullMarked;
