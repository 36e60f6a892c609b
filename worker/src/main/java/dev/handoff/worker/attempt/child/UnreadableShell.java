package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a copy of bash that its own user may run but not read. The kernel then lets only root
 * access the memory and the descriptors of a process that runs it (proc(5), "dumpable"), not even
 * other processes of the same user. It runs supervisors that nothing else protects from the jobs.
 */
final class UnreadableShell {

  private static final Logger LOG = LoggerFactory.getLogger(UnreadableShell.class);

  private UnreadableShell() {}

  /**
   * Returns the path of the copy, or plain {@code bash} if none can be made and run.
   *
   * @param folder for the copy
   * @param searchPath on which bash is found
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
        if (succeeds(copy, "true")) {
          return copy.toString();
        }
      }
    } catch (IOException e) {
      LOG.debug("No copy of bash in {}", folder, e);
    }
    LOG.warn(
        "Jobs of this worker can trace their own supervisors: no bash can be run from {}", folder);
    return "bash";
  }

  private static Path copy(Path bash, Path folder) throws IOException, InterruptedException {
    Path fresh = Files.createTempFile(folder, "bash", "");
    // Not Files.copy: a process that another thread starts meanwhile would inherit the open file,
    // and until it runs its program Linux refuses to run the copy (execve(2), ETXTBSY).
    if (!succeeds(bash, "cat \"$0\" >\"$1\"", bash.toString(), fresh.toString())) {
      Files.delete(fresh);
      throw new IOException("cannot copy " + bash + " to " + fresh);
    }
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("--x--x--x"));
    // Another worker may be running the old copy, which exists until that worker ends.
    return Files.move(fresh, folder.resolve("bash"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean succeeds(Path shell, String script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(shell.toString(), "-p", "-c", script));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
