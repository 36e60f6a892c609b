package dev.handoff.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, and of the Kafka client in it. */
final class Version implements IVersionProvider {

  /** Set by the launcher; tells one build from the next. */
  private static final String BUILD = "handoff.build";

  @Override
  public String[] getVersion() {
    return new String[] {"handoff " + number() + " (build " + build() + ", Kafka " + kafka() + ")"};
  }

  static String number() {
    String number = Handoff.class.getPackage().getImplementationVersion();
    return number == null ? "unpackaged" : number;
  }

  private static String kafka() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/kafka/kafka-version.properties")) {
      properties.load(in);
    } catch (IOException | NullPointerException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }

  static String build() {
    return System.getProperty(BUILD, "unknown");
  }
}
