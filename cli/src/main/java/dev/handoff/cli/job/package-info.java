/** Finds, reads and prints one job for the commands. */
package dev.handoff.cli.job;
