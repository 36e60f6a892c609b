/**
 * Jobs over the Model Context Protocol, of which three revisions are spoken: the server, what it
 * answers besides tools, and its transports. The entry is {@link
 * dev.handoff.gateway.mcp.McpServer}.
 */
@NullMarked
package dev.handoff.gateway.mcp;

import org.jspecify.annotations.NullMarked;
