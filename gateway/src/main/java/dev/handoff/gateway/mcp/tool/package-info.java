/**
 * What an agent can do with jobs over MCP: one class a tool, its schema in the resource of the same
 * name. Knows nothing of the protocol around it.
 */
@NullMarked
package dev.handoff.gateway.mcp.tool;

import org.jspecify.annotations.NullMarked;
