/**
 * The ground floor: exit codes, failures, and what goes to stdout and stderr. It knows no other
 * package of the command.
 */
package dev.handoff.cli.console;
