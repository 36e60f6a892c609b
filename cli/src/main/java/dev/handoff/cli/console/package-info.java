/**
 * The lowest layer: exit codes, failures, and what goes to stdout and stderr. It depends on no
 * other package of the command.
 */
@NullMarked
package dev.handoff.cli.console;

import org.jspecify.annotations.NullMarked;
