/**
 * Figures to defend: each scenario measures Handoff beside what it is to be compared with, in one
 * run on one broker, and gives a ratio.
 *
 * <pre>
 *  Bench ── Scenario ──┬── BrokerProcess ── BrokerMain
 *                      ├── JavaProcess ──── WorkerMain, EchoMain, DriverMain, HeldMain
 *                      └── HandoffCommand ─ ./handoff
 *        ── Report ───── tables, JSON
 * </pre>
 */
package dev.handoff.bench;
