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
 * Gives tests a {@link TestBroker} parameter: {@code @ExtendWith(BrokerExtension.class)}. All
 * classes of a JVM share one broker, started for the first and stopped after the last of them.
 * Classes with {@link OwnBroker} have one each. Each parameter has its own topic prefix.
 */
public final class BrokerExtension implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(BrokerExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestBroker.class;
  }

  @Override
  public TestBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
    int number =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(AtomicInteger.class, key -> new AtomicInteger(), AtomicInteger.class)
            .incrementAndGet();
    boolean isOwn = isOwn(context);
    SharedBroker broker =
        brokers(context, isOwn)
            .computeIfAbsent(SharedBroker.class, key -> new SharedBroker(), SharedBroker.class);
    return new TestBroker(
        broker,
        context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT) + "-" + number,
        isOwn);
  }

  private static boolean isOwn(ExtensionContext context) {
    return context.getRequiredTestClass().isAnnotationPresent(OwnBroker.class);
  }

  /** The store that keeps and closes the broker: of the class or of the whole run. */
  private static Store brokers(ExtensionContext context, boolean isOwn) {
    if (!isOwn) {
      return context.getRoot().getStore(NAMESPACE);
    }
    ExtensionContext ofClass = context;
    while (ofClass.getTestMethod().isPresent()) {
      ofClass = ofClass.getParent().orElseThrow();
    }
    // A namespace of its own: a store also searches its parents, and would find the shared broker.
    return ofClass.getStore(
        Namespace.create(BrokerExtension.class, context.getRequiredTestClass()));
  }

  /** Starts the broker again if a test failed during its outage, so that the next test can run. */
  @Override
  public void afterEach(ExtensionContext context) {
    if (!isOwn(context)) {
      return;
    }
    SharedBroker broker = brokers(context, true).get(SharedBroker.class, SharedBroker.class);
    if (broker != null) {
      broker.start();
    }
  }
}
