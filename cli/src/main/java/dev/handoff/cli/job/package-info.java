/** Finds, reads and prints one job for the commands. */
@NullMarked
package dev.handoff.cli.job;

import org.jspecify.annotations.NullMarked;
