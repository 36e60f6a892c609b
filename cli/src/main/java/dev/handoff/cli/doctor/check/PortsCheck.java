package dev.handoff.cli.doctor.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ports for the local broker.
 *
 * @param problem why there are none, if there are none
 */
public record PortsCheck(@Nullable String problem) implements Check {

  public static PortsCheck ofThisHost() {
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        ServerSocket another = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return new PortsCheck(one.isBound() && another.isBound() ? null : "no port is free");
    } catch (IOException e) {
      return new PortsCheck(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public List<Diagnosis> findings() {
    return problem == null
        ? List.of()
        : List.of(
            Diagnosis.failed(
                "ports",
                "no two ports of 127.0.0.1 can be had: " + problem,
                "bring the loopback up (ip link set lo up), or end what has taken the ports"));
  }
}
