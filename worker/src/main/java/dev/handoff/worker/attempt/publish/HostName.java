package dev.handoff.worker.attempt.publish;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Reads the name of this host. */
public final class HostName {

  private HostName() {}

  public static String ofThisHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
