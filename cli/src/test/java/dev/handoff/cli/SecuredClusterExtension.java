package dev.handoff.cli;

import dev.handoff.testkit.ProcessRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests a {@link SecuredCluster}: one for all classes of a JVM that ask for it. */
final class SecuredClusterExtension implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(SecuredClusterExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SecuredCluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Shared.class, key -> Shared.start(), Shared.class)
        .cluster();
  }

  /** The store closes it after the last test. */
  private record Shared(SecuredCluster cluster) implements AutoCloseable {

    static Shared start() {
      try {
        return new Shared(new SecuredCluster(Files.createTempDirectory("handoff-secured")));
      } catch (Exception e) {
        throw new IllegalStateException("no secured broker could be made ready", e);
      }
    }

    @Override
    public void close() {
      cluster.close();
      Path folder = cluster.folder();
      ProcessRun.run(new ProcessBuilder("rm", "-rf", folder.toString()), Duration.ofSeconds(30));
    }
  }
}
