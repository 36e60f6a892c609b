package dev.handoff.cli.doctor.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Java runtime and the launcher of this command.
 *
 * @param java version and folder
 * @param build as named by the launcher; null if something else started this JVM
 * @param release the folder of a release; null in a checkout, which the launcher builds
 * @param hasCompiler whether the launcher could build with this JDK
 * @param archiveBytes size of the class-data archive; null if none was named
 */
public record LauncherCheck(
    String java,
    @Nullable String build,
    @Nullable String release,
    boolean hasCompiler,
    @Nullable Long archiveBytes)
    implements Check {

  private static final String NAME = "java";

  @Override
  public List<Diagnosis> findings() {
    if (build == null) {
      return List.of(Diagnosis.ok(NAME, java + ", not started by the launcher"));
    }
    if (release == null && !hasCompiler) {
      return List.of(
          Diagnosis.warning(
              NAME,
              java + " has no compiler: the launcher cannot build after a change of the sources",
              "install a JDK 17 or newer, or point JAVA_HOME to one"));
    }
    if (archiveBytes == null || archiveBytes == 0) {
      return List.of(
          Diagnosis.warning(
              NAME,
              java + " has no class-data archive for this build: starts take twice as long",
              release == null ? inCheckout() : inRelease()));
    }
    return List.of(Diagnosis.ok(NAME, java));
  }

  private static String inCheckout() {
    return "let whoever owns the folder of Handoff start a command once; what went wrong is in"
        + " cli/target/warm-up.log";
  }

  /** The launcher leaves an empty one where it could make none, and does not try again. */
  private String inRelease() {
    return "%s/cache or ~/.cache/handoff must be writable; if there is an empty archive, warm-up.log"
            .formatted(release)
        + " beside it says why: remove the archive, and the next command makes it again";
  }
}
