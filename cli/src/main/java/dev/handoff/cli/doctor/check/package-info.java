/** One thing that {@code handoff doctor} looks at each: plain values in, findings out. */
package dev.handoff.cli.doctor.check;
