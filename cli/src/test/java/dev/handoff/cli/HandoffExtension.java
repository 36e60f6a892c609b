package dev.handoff.cli;

import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the tests of a class one {@link HandoffProcess}, and so one local default; whatever became
 * of the tests, it is stopped and its folder removed after the last of them.
 */
final class HandoffExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(HandoffExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == HandoffProcess.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ExtensionContext ofClass = context;
    while (ofClass.getTestMethod().isPresent()) {
      ofClass = ofClass.getParent().orElseThrow();
    }
    return ofClass
        .getStore(NAMESPACE)
        .computeIfAbsent(Home.class, key -> new Home(), Home.class)
        .handoff();
  }

  /** A folder for one class; the store closes it. */
  private static final class Home implements AutoCloseable {

    private final HandoffProcess handoff;

    Home() {
      try {
        handoff = HandoffProcess.at(Files.createTempDirectory("handoff-home").toRealPath());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    HandoffProcess handoff() {
      return handoff;
    }

    @Override
    public void close() {
      try {
        handoff.stopLocal();
      } finally {
        // By rm: a JVM in the C locale cannot spell the names of some posts.
        ProcessRun.run(
            new ProcessBuilder("rm", "-rf", handoff.home().toString()), Duration.ofSeconds(30));
      }
    }
  }
}
