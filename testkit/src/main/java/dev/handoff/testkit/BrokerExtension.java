package dev.handoff.testkit;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link TestBroker} parameter: {@code @ExtendWith(BrokerExtension.class)}. All tests
 * of a JVM share one broker, started for the first of them and stopped after the last; each
 * parameter has its own topic prefix.
 */
public final class BrokerExtension implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(BrokerExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestBroker.class;
  }

  @Override
  public TestBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Store store = context.getRoot().getStore(NAMESPACE);
    SharedBroker broker =
        store.computeIfAbsent(SharedBroker.class, key -> new SharedBroker(), SharedBroker.class);
    int number =
        store
            .computeIfAbsent(AtomicInteger.class, key -> new AtomicInteger(), AtomicInteger.class)
            .incrementAndGet();
    return new TestBroker(
        broker,
        context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT) + "-" + number);
  }

  /** A test that failed in the middle of its outage must not take the next one with it. */
  @Override
  public void afterEach(ExtensionContext context) {
    SharedBroker broker =
        context.getRoot().getStore(NAMESPACE).get(SharedBroker.class, SharedBroker.class);
    if (broker != null) {
      broker.start();
    }
  }
}
