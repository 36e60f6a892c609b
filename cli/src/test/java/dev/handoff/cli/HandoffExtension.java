package dev.handoff.cli;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the tests of a class one {@link HandoffProcess}, and so one local default. After the last
 * test it is stopped and its folder deleted, whether or not the tests passed.
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
        .computeIfAbsent(TestHome.class, key -> new TestHome(), TestHome.class)
        .handoff();
  }
}
