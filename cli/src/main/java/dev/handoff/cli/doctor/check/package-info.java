/** The checks of {@code handoff doctor}, one class each: plain values in, findings out. */
@NullMarked
package dev.handoff.cli.doctor.check;

import org.jspecify.annotations.NullMarked;
