/**
 * Scenarios, sizes and tables, shared by all measurements. Read {@link
 * dev.handoff.bench.figure.Scenario} first.
 */
@NullMarked
package dev.handoff.bench.figure;

import org.jspecify.annotations.NullMarked;
