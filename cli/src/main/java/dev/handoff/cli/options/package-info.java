/** Options that several commands share: cluster, signatures, timeouts. */
package dev.handoff.cli.options;
