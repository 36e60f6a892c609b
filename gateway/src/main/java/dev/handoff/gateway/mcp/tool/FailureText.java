package dev.handoff.gateway.mcp.tool;

/** Words for a failure, as the process says them elsewhere too. */
@FunctionalInterface
public interface FailureText {

  String of(Throwable failure);
}
