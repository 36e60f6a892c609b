package dev.handoff.broker;

import java.util.concurrent.CompletableFuture;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles faults inside Kafka: logs them, and reports the first fatal one. Does not end the JVM.
 */
final class Faults implements FaultHandlerFactory {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  // Completed by the first of Kafka's threads that has a fatal fault.
  private final CompletableFuture<Throwable> firstFatal = new CompletableFuture<>();

  CompletableFuture<Throwable> firstFatal() {
    return firstFatal;
  }

  @Override
  public FaultHandler build(String name, boolean fatal, Runnable action) {
    return (message, cause) -> {
      LOG.error("Local broker, {} ({}): {}", name, fatal ? "fatal" : "goes on", message, cause);
      action.run();
      FaultHandlerException fault = new FaultHandlerException(name + ": " + message, cause);
      if (fatal) {
        firstFatal.complete(fault);
      }
      return fault;
    };
  }
}
