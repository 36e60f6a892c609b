package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs classes as a build does, one after the other, and looks which brokers they were given. */
class OwnBrokerTest {

  @ExtendWith(BrokerExtension.class)
  static class First {
    @Test
    void looks(TestBroker broker, TestReporter reporter) {
      reporter.publishEntry(broker.bootstrapServer());
    }
  }

  static class Second extends First {}

  @OwnBroker
  static class WithItsOwn extends First {}

  @Test
  void classesShareABrokerButThoseThatAskForTheirOwn() {
    List<String> addresses = addresses(First.class, WithItsOwn.class, Second.class);

    assertThat(addresses).hasSize(3);
    assertThat(addresses.get(2)).isEqualTo(addresses.get(0));
    assertThat(addresses.get(1)).isNotEqualTo(addresses.get(0));
  }

  private static List<String> addresses(Class<?>... classes) {
    List<String> addresses = new CopyOnWriteArrayList<>();
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request()
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false");
    for (Class<?> each : classes) {
      request.selectors(selectClass(each));
    }
    LauncherConfig config =
        LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build();
    LauncherDiscoveryRequest built = request.build();
    LauncherFactory.create(config)
        .execute(
            built,
            new TestExecutionListener() {
              @Override
              public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
                addresses.addAll(entry.getKeyValuePairs().values());
              }
            });
    return addresses;
  }
}
