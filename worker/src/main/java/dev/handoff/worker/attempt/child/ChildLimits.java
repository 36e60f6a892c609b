package dev.handoff.worker.attempt.child;

/**
 * Limits what the processes of one child use together; 0 is no limit.
 *
 * <p>Memory has no limit by default: a worker cannot know what a build needs, and a guess would
 * fail good jobs. Instead the kernel is configured to kill a job first when the host runs out of
 * memory, not the worker or another program.
 *
 * @param memory bytes; on a host without control groups the limit is for each process
 * @param processes threads count too; not enforced on a host without control groups
 * @param fileSize bytes of the largest file
 */
public record ChildLimits(long memory, int processes, long fileSize) {

  public static final ChildLimits DEFAULT = new ChildLimits(0, 4096, 32L << 30);

  // The supervisor counts too.
  private static final int FEWEST_PROCESSES = 16;

  public ChildLimits {
    if (memory < 0) {
      throw new IllegalArgumentException("memory must be 0 or more, got: " + memory);
    }
    if (processes != 0 && processes < FEWEST_PROCESSES) {
      throw new IllegalArgumentException("processes must be 0 or 16 or more, got: " + processes);
    }
    if (fileSize < 0) {
      throw new IllegalArgumentException("fileSize must be 0 or more, got: " + fileSize);
    }
  }

  public ChildLimits withMemory(long bytes) {
    return new ChildLimits(bytes, processes, fileSize);
  }

  public ChildLimits withProcesses(int number) {
    return new ChildLimits(memory, number, fileSize);
  }

  public ChildLimits withFileSize(long bytes) {
    return new ChildLimits(memory, processes, bytes);
  }
}
