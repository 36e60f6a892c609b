package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Finds the processes that carry an attempt's variables, in whatever process group they are. */
public record EscapedProcesses(String job, String attempt) {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  public static EscapedProcesses of(Map<String, String> environment) {
    return new EscapedProcesses(
        "HANDOFF_JOB_ID=" + environment.get("HANDOFF_JOB_ID"),
        "HANDOFF_ATTEMPT=" + environment.get("HANDOFF_ATTEMPT"));
  }

  public static EscapedProcesses of(String job, int attempt) {
    return new EscapedProcesses("HANDOFF_JOB_ID=" + job, "HANDOFF_ATTEMPT=" + attempt);
  }

  public List<ProcessHandle> living() {
    return ProcessHandle.allProcesses().filter(this::carries).toList();
  }

  private boolean carries(ProcessHandle handle) {
    try {
      // Empty for a process that is dead and not yet reaped.
      byte[] environment = Files.readAllBytes(Path.of("/proc/" + handle.pid() + "/environ"));
      String text = new String(environment, StandardCharsets.ISO_8859_1);
      List<String> variables = List.of(text.split("\0"));
      return variables.contains(job) && variables.contains(attempt);
    } catch (IOException goneOrSomebodyElses) {
      return false;
    }
  }

  /**
   * Kills until none is left; a process may fork during the search.
   *
   * @throws IOException if one survives
   */
  public void end() throws IOException, InterruptedException {
    long until = System.nanoTime() + LIMIT_NANOS;
    for (List<ProcessHandle> living = living(); !living.isEmpty(); living = living()) {
      if (System.nanoTime() > until) {
        throw new IOException("processes of the job do not end after KILL: " + living);
      }
      living.forEach(ProcessHandle::destroyForcibly);
      Thread.sleep(10);
    }
  }
}
