package dev.handoff.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The settings of a local broker.
 *
 * @param folder where all its data, its lock and its chosen ports are
 * @param clientPort port on 127.0.0.1 for clients; 0 = the one used last, else any free one
 * @param controllerPort the same for the controller listener
 * @param credentials required on both listeners
 * @param overrides Kafka server properties that override the built-in ones
 */
public record LocalBrokerSettings(
    Path folder,
    int clientPort,
    int controllerPort,
    BrokerCredentials credentials,
    Map<String, String> overrides) {

  public LocalBrokerSettings {
    folder = folder.toAbsolutePath().normalize();
    requirePort("clientPort", clientPort);
    requirePort("controllerPort", controllerPort);
    if (clientPort != 0 && clientPort == controllerPort) {
      throw new IllegalArgumentException(
          "controllerPort must differ from clientPort, got " + controllerPort);
    }
    if (credentials == null) {
      throw new IllegalArgumentException("credentials must be given, got null");
    }
    overrides = Map.copyOf(overrides);
  }

  /**
   * Any free ports, and the credentials of the folder, created if missing. Several processes may
   * call it at once.
   */
  public static LocalBrokerSettings inFolder(Path folder) {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException("The broker's folder cannot be made: " + folder, e);
    }
    BrokerCredentials credentials = new CredentialsFile(folder).readOrCreate();
    return new LocalBrokerSettings(folder, 0, 0, credentials, Map.of());
  }

  public LocalBrokerSettings withPorts(int newClientPort, int newControllerPort) {
    return new LocalBrokerSettings(
        folder, newClientPort, newControllerPort, credentials, overrides);
  }

  public LocalBrokerSettings withOverrides(Map<String, String> newOverrides) {
    return new LocalBrokerSettings(folder, clientPort, controllerPort, credentials, newOverrides);
  }

  private static void requirePort(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(name + " must be 0 to 65535, got " + port);
    }
  }
}
