package dev.handoff.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Gives conditions that a test awaits as much time as a host needs whose processors are all busy. A
 * test that passes takes no longer for it.
 */
public final class AwaitPatience implements TestExecutionListener {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    Awaitility.setDefaultTimeout(PATIENCE);
  }
}
