package dev.handoff.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A disk of few megabytes, which a test can fill; only the superuser can have one. */
public record SmallDisk(Path folder) implements AutoCloseable {

  /** Skips the test where none can be had. */
  public static SmallDisk mount(Path folder, int mebibytes) throws IOException {
    return mount(folder, "size=" + mebibytes + "m");
  }

  /** The same, of a disk that takes so many files and no more. */
  public static SmallDisk mount(Path folder, int mebibytes, int files) throws IOException {
    return mount(folder, "size=" + mebibytes + "m,nr_inodes=" + files);
  }

  private static SmallDisk mount(Path folder, String limits) throws IOException {
    Files.createDirectories(folder);
    ProcessResult mount = run("mount", "-t", "tmpfs", "-o", limits, "tmpfs", folder.toString());
    assumeTrue(
        mount.exit() == 0, "this user may mount no disk of a test's own: " + said(mount, folder));
    return new SmallDisk(folder);
  }

  // Without the name of a folder that is another in each test, the same reason is the same text.
  private static String said(ProcessResult mount, Path folder) {
    return mount.stderr().replace(folder.toString(), "folder").lines().findFirst().orElse("");
  }

  /** Leaves nothing free; what is written can be deleted again. */
  public Path fill() {
    Path file = folder.resolve("filling");
    run("dd", "if=/dev/zero", "of=" + file, "bs=64k");
    return file;
  }

  /** Leaves so much free. */
  public Path fillAllBut(int mebibytes) throws IOException {
    Path file = folder.resolve("filling");
    long free = Files.getFileStore(folder).getUsableSpace() - ((long) mebibytes << 20);
    run("fallocate", "-l", String.valueOf(free), file.toString());
    return file;
  }

  @Override
  public void close() {
    ProcessResult umount = run("umount", "-l", folder.toString());
    if (umount.exit() != 0) {
      throw new UncheckedIOException(new IOException(umount.stderr()));
    }
  }

  private static ProcessResult run(String... command) {
    return ProcessRun.run(new ProcessBuilder(command), Duration.ofSeconds(30));
  }
}
