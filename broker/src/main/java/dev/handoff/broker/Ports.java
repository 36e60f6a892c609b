package dev.handoff.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/**
 * The ports of a broker, kept in its folder so that clients find a restarted broker at the same
 * address; 0 = not chosen.
 */
record Ports(int client, int controller) {
  private static final String FILE = "ports.properties";

  /**
   * The ports used last in this folder; zeros if there are none or the file is damaged, so that new
   * ones are chosen.
   */
  static Ports usedLastIn(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return new Ports(0, 0);
    }
    Properties stored = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      stored.load(in);
    }
    return new Ports(port(stored, "client"), port(stored, "controller"));
  }

  void saveIn(Path folder) throws IOException {
    Path draft = folder.resolve(FILE + ".new");
    Files.writeString(draft, "client=" + client + "\ncontroller=" + controller + "\n");
    Files.move(draft, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  private static int port(Properties stored, String name) {
    String text = stored.getProperty(name, "");
    if (!text.matches("[0-9]{1,5}")) {
      return 0;
    }
    int port = Integer.parseInt(text);
    return port > 65_535 ? 0 : port;
  }
}
