/** Waits until jobs have ended: progress, interrupts, the report at the end. */
package dev.handoff.cli.await;
