/** Options that several commands have: which cluster, whose signature, how long. */
package dev.handoff.cli.options;
