package dev.handoff.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Writes the cost of each test class into {@code target/class-costs}, for {@code .ci/slowest}.
 * JUnit finds it by {@code META-INF/services}.
 *
 * <p>CPU time includes this JVM with its broker, and its ended children with theirs. It does not
 * include daemons, which are no children, and children that outlive their class.
 */
public final class ClassCostListener implements TestExecutionListener {

  private static final Path BUILD = Path.of("target");
  private static final Path STAT = Path.of("/proc/self/stat");
  private static final int MILLIS_PER_TICK = 10; // Linux reports 100 ticks a second

  private final ClassCosts costs =
      new ClassCosts(
          () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), ClassCostListener::cpuMillis);

  /** For JUnit. */
  public ClassCostListener() {}

  @Override
  public void executionStarted(TestIdentifier test) {
    outermostClass(test).ifPresent(costs::started);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    outermostClass(test).ifPresent(name -> write(name, costs.finished(name)));
  }

  private static Optional<String> outermostClass(TestIdentifier test) {
    if (!Files.isDirectory(BUILD) || !Files.exists(STAT)) {
      return Optional.empty();
    }
    return test.getSource()
        .filter(ClassSource.class::isInstance)
        .map(source -> ((ClassSource) source).getClassName())
        .filter(name -> !name.contains("$"));
  }

  private static void write(String testClass, ClassCosts.Cost cost) {
    try {
      Path folder = Files.createDirectories(BUILD.resolve("class-costs"));
      Files.writeString(
          folder.resolve(testClass),
          "%s %d %d%n".formatted(testClass, cost.wallMillis(), cost.cpuMillis()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The fields utime, stime, cutime and cstime of proc(5), which follow the name in parentheses.
   */
  private static long cpuMillis() {
    try {
      String stat = Files.readString(STAT);
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = 0;
      for (int field = 11; field <= 14; field++) {
        ticks += Long.parseLong(afterName[field]);
      }
      return ticks * MILLIS_PER_TICK;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
