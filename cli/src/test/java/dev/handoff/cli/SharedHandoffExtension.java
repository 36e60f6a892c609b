package dev.handoff.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives all classes that use it the same {@link HandoffProcess} with a running local default, since
 * starting one takes longer than most tests. Its worker offers the agent of {@code
 * examples/scripted-agent}, has slots for all classes at once, and lets jobs read {@link #gates}.
 * It also has the jobs of other classes, so no test may stop it.
 */
final class SharedHandoffExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(SharedHandoffExtension.class);
  private static final Path AGENT = Path.of("..", "examples", "scripted-agent", "worker.yaml");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == HandoffProcess.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(TestHome.class, key -> started(), TestHome.class)
        .handoff();
  }

  /** A folder that jobs may read; they see no other folder of the tests. */
  static Path gates(HandoffProcess handoff) {
    return handoff.home().resolve("gates");
  }

  private static TestHome started() {
    TestHome home = new TestHome();
    HandoffProcess handoff = home.handoff();
    try {
      Path gates = Files.createDirectory(gates(handoff));
      Path settings = Files.createDirectories(handoff.home().resolve("config").resolve("handoff"));
      Files.writeString(
          settings.resolve("worker.yaml"),
          Files.readString(AGENT)
              + "lanes: {standard: 8, long: 2}\nsandbox: {read: ['%s']}\n".formatted(gates));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    handoff.startLocal();
    return home;
  }
}
