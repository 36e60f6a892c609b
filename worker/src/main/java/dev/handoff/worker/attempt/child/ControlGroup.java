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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel's account of one child's processes, which none of them can leave: in one folder, or in
 * one for memory and one for processes where the host has the first version of the interface.
 */
record ControlGroup(List<Path> folders) implements AutoCloseable {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final Pattern KILLS = Pattern.compile("(?m)^oom_kill (\\d+)$");

  /**
   * @throws FileAlreadyExistsException if another group has its name
   */
  void create(ChildLimits limits) throws IOException {
    createFolders();
    if (limits.memory() > 0) {
      String bytes = String.valueOf(limits.memory());
      set(bytes, "memory.max", "memory.limit_in_bytes");
      // To swap instead would slow down all that the host does.
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
      // Not all of them: the folder that is there may be another group's.
      created.forEach(folder -> folder.toFile().delete());
      throw e;
    }
  }

  // Each version of the interface, and each of its two folders, has its own names.
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

  /** False once somebody has removed a folder of it, which can happen only before it is joined. */
  boolean isWhole() {
    return folders.stream().allMatch(Files::isDirectory);
  }

  /** Whether the kernel killed a process of it for lack of memory, the group's or the host's. */
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
   * Kills until no process of it is left.
   *
   * @throws IOException if one survives
   */
  void end() throws IOException, InterruptedException {
    long until = System.nanoTime() + LIMIT_NANOS;
    for (List<String> living = living(); !living.isEmpty(); living = living()) {
      if (System.nanoTime() > until) {
        throw new IOException("processes of the job do not end after KILL: " + living);
      }
      living.stream()
          .map(Long::valueOf)
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .forEach(ProcessHandle::destroyForcibly);
      Thread.sleep(5);
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

  /** Removes the account; one that is still in use stays until a worker starts here again. */
  @Override
  public void close() {
    folders.forEach(folder -> folder.toFile().delete());
  }
}
