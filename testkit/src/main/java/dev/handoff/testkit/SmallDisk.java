package dev.handoff.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A disk of a few megabytes that a test can fill; only the superuser can mount one. */
public record SmallDisk(Path folder) implements AutoCloseable {

  /** Mounts a disk; skips the test if that is not possible. */
  public static SmallDisk mount(Path folder, int mebibytes) throws IOException {
    return mount(folder, "size=" + mebibytes + "m");
  }

  /** The same for a disk with room for so many files. */
  public static SmallDisk mount(Path folder, int mebibytes, int files) throws IOException {
    return mount(folder, "size=" + mebibytes + "m,nr_inodes=" + files);
  }

  private static SmallDisk mount(Path folder, String limits) throws IOException {
    Files.createDirectories(folder);
    ProcessResult mount = run("mount", "-t", "tmpfs", "-o", limits, "tmpfs", folder.toString());
    assumeTrue(
        mount.exit() == 0, "this user cannot mount a disk for a test: " + said(mount, folder));
    return new SmallDisk(folder);
  }

  // Leaves out the folder, which differs in each test, so that equal reasons have equal texts.
  private static String said(ProcessResult mount, Path folder) {
    return mount.stderr().replace(folder.toString(), "folder").lines().findFirst().orElse("");
  }

  /** Fills the disk with a file that can be deleted again. */
  public Path fill() {
    Path file = folder.resolve("filling");
    run("dd", "if=/dev/zero", "of=" + file, "bs=64k");
    return file;
  }

  /** Fills the disk but for so much. */
  public Path fillAllBut(int mebibytes) throws IOException {
    return fillAllBut(mebibytes, folder.resolve("filling"));
  }

  /** The same with this file, which does not exist yet. */
  public Path fillAllBut(int mebibytes, Path file) throws IOException {
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
