package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds the kernel's control group of one child, which none of its processes can leave. It is one
 * folder, or with version 1 of the interface one for memory and one for processes.
 */
record ControlGroup(List<Path> folders) implements AutoCloseable {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long MOST_PAUSE_MILLIS = 8;
  private static final long MOST_REMOVAL_PAUSE_MILLIS = 64;
  private static final Pattern KILLS = Pattern.compile("(?m)^oom_kill (\\d+)$");

  /**
   * @throws FileAlreadyExistsException if another group has this name
   */
  void create(ChildLimits limits) throws IOException {
    createFolders();
    if (limits.memory() > 0) {
      String bytes = String.valueOf(limits.memory());
      set(bytes, "memory.max", "memory.limit_in_bytes");
      // Swapping instead would slow down the whole host.
      set("0", "memory.swap.max");
      set(bytes, "memory.memsw.limit_in_bytes");
    }
    if (limits.processes() > 0) {
      set(String.valueOf(limits.processes()), "pids.max");
    }
  }

  private void createFolders() throws IOException {
    List<Path> created = new ArrayList<>();
    try {
      for (Path folder : folders) {
        created.add(Files.createDirectory(folder));
      }
    } catch (IOException e) {
      // Not all folders: the existing one may belong to another group.
      created.forEach(folder -> folder.toFile().delete());
      throw e;
    }
  }

  // Version 1 and 2 use different names, and so does each of the folders of version 1.
  private void set(String value, String... names) throws IOException {
    for (String name : names) {
      Optional<Path> file = file(name);
      if (file.isPresent()) {
        Files.writeString(file.get(), value);
      }
    }
  }

  private Optional<Path> file(String name) {
    return folders.stream().map(folder -> folder.resolve(name)).filter(Files::exists).findFirst();
  }

  /**
   * False once another program has removed a folder of it, which is possible only before it is
   * joined.
   */
  boolean isWhole() {
    return folders.stream().allMatch(Files::isDirectory);
  }

  /**
   * Whether the kernel killed one of its processes for lack of memory, in the group or on the host.
   */
  boolean ranOutOfMemory() throws IOException {
    for (String name : List.of("memory.events", "memory.oom_control")) {
      Optional<Path> file = file(name);
      if (file.isPresent()) {
        Matcher kills = KILLS.matcher(Files.readString(file.get()));
        return kills.find() && Long.parseLong(kills.group(1)) > 0;
      }
    }
    return false;
  }

  /**
   * Kills until none of its processes is left.
   *
   * @throws IOException if one survives
   */
  void end() throws IOException, InterruptedException {
    long until = System.nanoTime() + LIMIT_NANOS;
    long pause = 1;
    for (List<String> living = living(); !living.isEmpty(); living = living()) {
      if (System.nanoTime() > until) {
        throw new IOException("processes of the job do not end after KILL: " + living);
      }
      living.stream()
          .map(Long::valueOf)
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .forEach(ProcessHandle::destroyForcibly);
      Thread.sleep(pause);
      pause = Math.min(MOST_PAUSE_MILLIS, 2 * pause);
    }
  }

  private List<String> living() throws IOException {
    List<String> living = new ArrayList<>();
    for (Path folder : folders) {
      try {
        living.addAll(Files.readAllLines(folder.resolve("cgroup.procs")));
      } catch (NoSuchFileException gone) {
        continue;
      }
    }
    return living.stream().distinct().toList();
  }

  /**
   * Removes the group. The kernel refuses that for a moment after the last process has ended, and
   * does not tell when it is over; a group that is still in use then stays until a worker starts
   * here again.
   */
  @Override
  public void close() {
    long pause = 1;
    while (!isRemoved() && pause <= MOST_REMOVAL_PAUSE_MILLIS) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
      pause *= 2;
    }
  }

  private boolean isRemoved() {
    boolean isRemoved = true;
    for (Path folder : folders) {
      isRemoved &= folder.toFile().delete() || Files.notExists(folder);
    }
    return isRemoved;
  }
}
