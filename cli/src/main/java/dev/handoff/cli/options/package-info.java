/** Options that several commands share: cluster, signatures, timeouts. */
@NullMarked
package dev.handoff.cli.options;

import org.jspecify.annotations.NullMarked;
