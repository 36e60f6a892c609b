/**
 * Scenarios, sizes and tables: what every measurement has in common. Read {@link
 * dev.handoff.bench.figure.Scenario} first.
 */
package dev.handoff.bench.figure;
