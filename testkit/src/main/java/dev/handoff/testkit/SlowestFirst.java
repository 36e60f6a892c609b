package dev.handoff.testkit;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Begins with the classes that take longest, so that none of them is alone at the end: those that
 * start processes, then those that use a broker.
 */
public final class SlowestFirst implements ClassOrderer {

  @Override
  public void orderClasses(ClassOrdererContext context) {
    context
        .getClassDescriptors()
        .sort(
            Comparator.comparingInt(SlowestFirst::rank)
                .thenComparing(descriptor -> descriptor.getTestClass().getName()));
  }

  private static int rank(ClassDescriptor descriptor) {
    String name = descriptor.getTestClass().getSimpleName();
    if (name.startsWith("LocalDefault")) {
      return 0; // many processes, one after the other
    }
    if (name.endsWith("ProcessTest") || name.startsWith("Example")) {
      return 1;
    }
    return name.endsWith("BrokerTest") ? 2 : 3;
  }
}
