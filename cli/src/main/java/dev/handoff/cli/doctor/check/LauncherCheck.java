package dev.handoff.cli.doctor.check;

import java.util.List;

/**
 * The Java runtime and the launcher of this command.
 *
 * @param java version and folder
 * @param build as named by the launcher; null if something else started this JVM
 * @param hasCompiler whether the launcher could build with this JDK
 * @param archiveBytes size of the class-data archive; null if none was named
 */
public record LauncherCheck(String java, String build, boolean hasCompiler, Long archiveBytes)
    implements Check {

  private static final String NAME = "java";

  @Override
  public List<Finding> findings() {
    if (build == null) {
      return List.of(Finding.ok(NAME, java + ", not started by the launcher"));
    }
    if (!hasCompiler) {
      return List.of(
          Finding.warning(
              NAME,
              java + " has no compiler: the launcher cannot build after a change of the sources",
              "install a JDK 17 or newer, or point JAVA_HOME to one"));
    }
    if (archiveBytes == null || archiveBytes == 0) {
      return List.of(
          Finding.warning(
              NAME,
              java + " has no class-data archive for this build: starts take twice as long",
              "let whoever owns the folder of Handoff start a command once; what went wrong is in"
                  + " cli/target/warm-up.log"));
    }
    return List.of(Finding.ok(NAME, java));
  }
}
