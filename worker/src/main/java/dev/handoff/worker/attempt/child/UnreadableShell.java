package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of bash that its own user may run and not read. The kernel gives nobody but root the
 * memory and the descriptors of a process that runs it (proc(5), "dumpable"), also not to other
 * processes of the same user. For supervisors that nothing else keeps from the jobs.
 */
final class UnreadableShell {

  private static final Logger LOG = LoggerFactory.getLogger(UnreadableShell.class);

  private UnreadableShell() {}

  /**
   * The path of the copy, or plain {@code bash} where none can be made and run.
   *
   * @param folder where it is made
   * @param searchPath where bash is looked for
   */
  static String in(Path folder, String searchPath) throws InterruptedException {
    Optional<Path> bash =
        Stream.of(searchPath.split(":"))
            .filter(each -> each.startsWith("/"))
            .map(each -> Path.of(each, "bash"))
            .filter(Files::isExecutable)
            .findFirst();
    try {
      if (bash.isPresent()) {
        Path copy = copy(bash.get(), Files.createDirectories(folder));
        if (works(copy)) {
          return copy.toString();
        }
      }
    } catch (IOException e) {
      LOG.debug("No copy of bash in {}", folder, e);
    }
    LOG.warn(
        "Jobs of this worker could trace what speaks for them: no bash can be run from {}", folder);
    return "bash";
  }

  private static Path copy(Path bash, Path folder) throws IOException {
    Path fresh = Files.createTempFile(folder, "bash", "");
    Files.copy(bash, fresh, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("--x--x--x"));
    // Another worker may be running the old one, which stays as long as that lives.
    return Files.move(fresh, folder.resolve("bash"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean works(Path shell) throws IOException, InterruptedException {
    return new ProcessBuilder(shell.toString(), "-p", "-c", "true")
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
