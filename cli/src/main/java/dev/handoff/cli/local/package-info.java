/**
 * The local default: one background process with a broker and a worker, started by the first
 * command that needs it. The entry is {@link dev.handoff.cli.local.LocalDefault}.
 */
@NullMarked
package dev.handoff.cli.local;

import org.jspecify.annotations.NullMarked;
