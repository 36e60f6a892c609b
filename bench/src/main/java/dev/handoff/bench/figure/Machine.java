package dev.handoff.bench.figure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Describes the machine of a measurement, without which the figures mean nothing. */
final class Machine {

  private static final String UNKNOWN = "unknown";

  private Machine() {}

  static Map<String, @Nullable Object> facts() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    facts.put("processor", field(Path.of("/proc/cpuinfo"), "model name"));
    facts.put("memory", field(Path.of("/proc/meminfo"), "MemTotal"));
    facts.put("load_average_at_start", loadAverage());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("kafka", property("/kafka/kafka-version.properties", "version"));
    facts.put("handoff", Machine.class.getPackage().getImplementationVersion());
    facts.put("commit", property("/dev/handoff/cli/build.properties", "commit"));
    return facts;
  }

  private static String property(String resource, String name) {
    Properties properties = new Properties();
    try (InputStream in = Machine.class.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return UNKNOWN;
    }
    return properties.getProperty(name, UNKNOWN);
  }

  /** The load over one minute: shows whether the bench was alone. */
  static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static String field(Path file, String name) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException e) {
      return UNKNOWN; // not Linux
    }
  }
}
