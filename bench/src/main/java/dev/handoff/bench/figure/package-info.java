/**
 * Scenarios, sizes and tables, shared by all measurements. Read {@link
 * dev.handoff.bench.figure.Scenario} first.
 */
package dev.handoff.bench.figure;
