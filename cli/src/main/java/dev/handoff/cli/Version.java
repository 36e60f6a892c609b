package dev.handoff.cli;

import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, and of the Kafka client in it. */
final class Version implements IVersionProvider {

  /** Set by the launcher; tells one build from the next. */
  private static final String BUILD = "handoff.build";

  @Override
  public String[] getVersion() {
    return new String[] {
      "handoff " + number() + " (build " + build() + ", Kafka " + AppInfoParser.getVersion() + ")"
    };
  }

  static String number() {
    String number = Handoff.class.getPackage().getImplementationVersion();
    return number == null ? "unpackaged" : number;
  }

  static String build() {
    return System.getProperty(BUILD, "unknown");
  }
}
