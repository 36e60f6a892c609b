/** Waits until jobs have ended: progress, interrupts, the report at the end. */
@NullMarked
package dev.handoff.cli.await;

import org.jspecify.annotations.NullMarked;
