package dev.handoff.cli.local;

import dev.handoff.cli.state.HeldLock;
import dev.handoff.cli.state.LocalFolder;
import dev.handoff.cli.state.LocalProcess;
import dev.handoff.testkit.Program;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Simulates a local process of another build that takes long to end, as on a busy host. */
public final class SlowLocalProcess {

  /** Longer than a command waits for the process to end. */
  private static final Duration END = Duration.ofSeconds(7);

  private SlowLocalProcess() {}

  /** The words that start it; it prints a line when commands can see it. */
  public static List<String> commandLine() {
    List<String> words = new ArrayList<>(Program.java());
    words.add(SlowLocalProcess.class.getName());
    return words;
  }

  public static void main(String[] args) throws Exception {
    LocalFolder folder = LocalFolder.ofUser();
    folder.create();
    HeldLock life = HeldLock.tryExclusive(folder.processLock()).orElseThrow();
    folder.write(
        new LocalProcess(ProcessHandle.current().pid(), "127.0.0.1:1", "slow", Instant.now()));
    System.out.println("ready");
    while (!Files.exists(folder.restartRequest())) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    folder.forget();
    TimeUnit.NANOSECONDS.sleep(END.toNanos());
    life.close();
  }
}
