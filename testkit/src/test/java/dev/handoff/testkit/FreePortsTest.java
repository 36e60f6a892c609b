package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void asManyPortsAsAreAskedForCanBeListenedAt() throws Exception {
    List<Integer> ports = FreePorts.take(3);

    assertThat(ports).hasSize(3).doesNotHaveDuplicates();
    for (int port : ports) {
      new ServerSocket(port).close();
    }
  }

  @Test
  void noneIsOneThatAnOutgoingConnectionMayGet() {
    assertThat(FreePorts.take(50)).allMatch(port -> port < 32_768);
  }
}
