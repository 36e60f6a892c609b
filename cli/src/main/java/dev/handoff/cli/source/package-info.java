/** Determines what a job works on: the repository, its commit, and how workers get them. */
package dev.handoff.cli.source;
