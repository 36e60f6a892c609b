/** The handoff command. The entry is {@link dev.handoff.cli.Handoff}; each command is one file. */
package dev.handoff.cli;
