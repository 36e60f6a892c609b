/** The checks of {@code handoff doctor}, one class each: plain values in, findings out. */
package dev.handoff.cli.doctor.check;
