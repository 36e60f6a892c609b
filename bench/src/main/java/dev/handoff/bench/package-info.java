/**
 * Figures to defend: each scenario measures Handoff beside what it is to be compared with, in one
 * run on one broker, and gives a ratio.
 *
 * <pre>
 *  Bench ── scenario ──┬── process: BrokerProcess, WorkerMain, HandoffCommand
 *                      ├── loop:    Handoff and the bare loop
 *                      ├── held:    jobs and workers that die
 *                      └── load:    other jobs, repositories
 *        ── figure ───── tables, JSON
 * </pre>
 */
package dev.handoff.bench;
