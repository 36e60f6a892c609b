/** The handoff command. The entry is {@link dev.handoff.cli.Handoff}; each command is one file. */
@NullMarked
package dev.handoff.cli;

import org.jspecify.annotations.NullMarked;
