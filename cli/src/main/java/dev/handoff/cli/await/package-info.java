/** Waits for the ends of jobs: progress, interrupts, the report at the end. */
package dev.handoff.cli.await;
