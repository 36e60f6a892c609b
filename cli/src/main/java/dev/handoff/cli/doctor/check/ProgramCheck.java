package dev.handoff.cli.doctor.check;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program that jobs need.
 *
 * @param said first line that it printed for its version; null if it is missing
 * @param least the least version that is sufficient
 */
public record ProgramCheck(String name, @Nullable String said, int least) implements Check {

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.\\d+[.\\d]*");

  @Override
  public List<Diagnosis> findings() {
    String remedy =
        "install %s %d or newer, for instance by apt-get install %s".formatted(name, least, name);
    if (said == null) {
      return List.of(Diagnosis.failed(name, "it is not on the PATH", remedy));
    }
    Matcher version = VERSION.matcher(said);
    if (!version.find()) {
      return List.of(Diagnosis.warning(name, "it does not tell its version: " + said, remedy));
    }
    return Integer.parseInt(version.group(1)) < least
        ? List.of(Diagnosis.failed(name, version.group() + " is too old", remedy))
        : List.of(Diagnosis.ok(name, version.group()));
  }
}
