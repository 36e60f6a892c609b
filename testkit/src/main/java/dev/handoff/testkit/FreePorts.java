package dev.handoff.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports that a broker still gets after a restart. They are below those of outgoing
 * connections: such a connection could take the port meanwhile, and even be connected to itself.
 */
public final class FreePorts {

  private static final int LEAST = 15_000;
  private static final int MOST = 32_000;

  private FreePorts() {}

  /** Returns so many different ports that are not in use. */
  public static List<Integer> take(int count) {
    Set<Integer> ports = new HashSet<>();
    while (ports.size() < count) {
      int port = ThreadLocalRandom.current().nextInt(LEAST, MOST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        ports.add(socket.getLocalPort());
      } catch (IOException e) {
        // in use
      }
    }
    return List.copyOf(ports);
  }

  public static int take() {
    return take(1).get(0);
  }
}
