package dev.handoff.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that a broker has again after it was away: below those of outgoing connections, of which
 * one could else take a port meanwhile, and even be connected to itself.
 */
public final class FreePorts {

  private static final int LEAST = 15_000;
  private static final int MOST = 32_000;

  private FreePorts() {}

  /** As many different ones as are asked for, at which nobody listens. */
  public static List<Integer> take(int count) {
    Set<Integer> ports = new HashSet<>();
    while (ports.size() < count) {
      int port = ThreadLocalRandom.current().nextInt(LEAST, MOST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        ports.add(socket.getLocalPort());
      } catch (IOException e) {
        // somebody else's
      }
    }
    return List.copyOf(ports);
  }

  public static int take() {
    return take(1).get(0);
  }
}
