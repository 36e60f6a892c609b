/** The command that serves hosts of agents over MCP. */
@NullMarked
package dev.handoff.cli.mcp;

import org.jspecify.annotations.NullMarked;
