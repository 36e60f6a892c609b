package dev.handoff.worker.attempt.publish;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this host calls itself. */
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
