/** What a command or the local process serves over HTTP. Loads the gateway's server. */
@NullMarked
package dev.handoff.cli.server;

import org.jspecify.annotations.NullMarked;
