package dev.handoff.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.regex.Pattern;
import picocli.CommandLine.IVersionProvider;

/** Identifies this build, so that a report of a defect can name it. */
public final class Version implements IVersionProvider {

  /** Set by the launcher; differs for each build. */
  private static final String BUILD = "handoff.build";

  private static final String UNKNOWN = "unknown";

  /**
   * The format of {@code git describe}. A build without git leaves the placeholder, which does not
   * match.
   */
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,64}(-dirty)?");

  @Override
  public String[] getVersion() {
    String line =
        "handoff %s (commit %s, build %s, Kafka %s, Java %s)"
            .formatted(number(), commit(), build(), kafka(), System.getProperty("java.version"));
    return new String[] {line};
  }

  public static String number() {
    String number = Version.class.getPackage().getImplementationVersion();
    return number == null ? "unpackaged" : number;
  }

  public static String commit() {
    String commit = property("/dev/handoff/cli/build.properties", "commit");
    return COMMIT.matcher(commit).matches() ? commit : UNKNOWN;
  }

  /** Version of the Kafka client; the local broker has the same. */
  private static String kafka() {
    return property("/kafka/kafka-version.properties", "version");
  }

  private static String property(String resource, String name) {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return UNKNOWN;
    }
    return properties.getProperty(name, UNKNOWN);
  }

  static String build() {
    return System.getProperty(BUILD, UNKNOWN);
  }
}
