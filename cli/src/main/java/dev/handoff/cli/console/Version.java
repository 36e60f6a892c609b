package dev.handoff.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.regex.Pattern;
import picocli.CommandLine.IVersionProvider;

/** What this build was made of: enough to tell in a report of a defect which one it is. */
public final class Version implements IVersionProvider {

  /** Set by the launcher; tells one build from the next. */
  private static final String BUILD = "handoff.build";

  private static final String UNKNOWN = "unknown";

  /** As {@code git describe} spells it. Of a build without git, the placeholder is left. */
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

  /** Of the client; the local broker is of the same version. */
  private static String kafka() {
    return property("/kafka/kafka-version.properties", "version");
  }

  private static String property(String resource, String name) {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(resource)) {
      properties.load(in);
    } catch (IOException | NullPointerException e) {
      return UNKNOWN;
    }
    return properties.getProperty(name, UNKNOWN);
  }

  static String build() {
    return System.getProperty(BUILD, UNKNOWN);
  }
}
