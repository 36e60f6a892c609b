/** Determines what a job works on: the repository, its commit, and how workers get them. */
@NullMarked
package dev.handoff.cli.source;

import org.jspecify.annotations.NullMarked;
