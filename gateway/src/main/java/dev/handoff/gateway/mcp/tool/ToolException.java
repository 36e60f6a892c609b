package dev.handoff.gateway.mcp.tool;

/** A call that a tool refuses, with words for the model that made it. */
public final class ToolException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ToolException(String message) {
    super(message);
  }
}
