package dev.handoff.cli.local;

import dev.handoff.cli.doctor.BrokerRoom;
import dev.handoff.cli.state.HeldLock;
import dev.handoff.cli.state.LocalFolder;
import dev.handoff.cli.state.LocalProcess;
import dev.handoff.file.FileErrorText;
import dev.handoff.log.BrokerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Restarts the local process whenever it dies while a command waits, and passes its new address to
 * the clients of that command. Runs on its own thread, {@code local-watch}.
 */
final class LocalWatch {

  private static final Duration RESTART_PATIENCE = Duration.ofSeconds(5);
  private static final Duration RESTART_GRACE = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofMillis(250);

  private final LocalFolder folder;
  private final LocalStart start;
  private final BrokerAddress address;

  private volatile boolean mayStop;

  // Owned by the thread.
  private LocalProcess process;

  LocalWatch(LocalFolder folder, LocalStart start, BrokerAddress address, LocalProcess process) {
    this.folder = folder;
    this.start = start;
    this.address = address;
    this.process = process;
  }

  void start(Consumer<String> onStopped) {
    address.watch();
    Thread thread = new Thread(() -> watch(onStopped), "local-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** Reports no stop from now on, since the command no longer waits. */
  void letStop() {
    mayStop = true;
  }

  private void watch(Consumer<String> onStopped) {
    try {
      for (Optional<LocalProcess> next = next(); next.isPresent(); next = next()) {
        process = next.get();
        address.moveTo(process.bootstrapServer());
      }
      tell(
          onStopped,
          "the local broker and worker were stopped%s (log: %s)".formatted(noRoom(), folder.log()));
    } catch (IOException e) {
      tell(onStopped, "the local broker and worker cannot be started: " + FileErrorText.of(e));
    }
  }

  private void tell(Consumer<String> onStopped, String why) {
    address.giveUp();
    if (!mayStop) {
      onStopped.accept(why);
    }
  }

  /** The next process, whichever command started it; empty if it was stopped for good. */
  private Optional<LocalProcess> next() throws IOException {
    awaitEnd();
    if (wasStopped()) {
      return startedAnew();
    }
    if (Files.exists(folder.restartRequest())) {
      // The command with the other build should start it; if it does not, this one does.
      ProcessWait.until(() -> isBeingStarted() || folder.running().isPresent(), RESTART_PATIENCE);
    } else if (folder.running().isEmpty()) {
      start.words().println("The local process has died%s; starting it again.".formatted(noRoom()));
    }
    return Optional.of(start.startOnce());
  }

  /** Checked here, since a process that ends on a full disk may not be able to log it. */
  private String noRoom() {
    try {
      return new BrokerRoom(folder.path()).shortage().map(what -> "; there is " + what).orElse("");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /**
   * Waits until the system has freed the lock that the process holds for its life. Polls: a
   * blocking wait that was suspended while the lock was free would then wait for the end of the
   * next process.
   */
  private void awaitEnd() throws IOException {
    while (HeldLock.isHeld(folder.processLock())) {
      if (folder.read().filter(other -> !other.equals(process)).isPresent()) {
        return; // the next process runs already
      }
      ProcessWait.pause(LOOK);
    }
    address.lose();
  }

  /** Waits for a restart: a script that stops and starts the process must not end a wait. */
  private Optional<LocalProcess> startedAnew() throws IOException {
    start
        .words()
        .println(
            "The local broker and worker were stopped. If they are started again within %d s, this goes on waiting."
                .formatted(RESTART_GRACE.toSeconds()));
    long deadline = System.nanoTime() + RESTART_GRACE.toNanos();
    Optional<LocalProcess> next = Optional.empty();
    while (next.isEmpty() && System.nanoTime() < deadline) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      ProcessWait.until(() -> isBeingStarted() || folder.running().isPresent(), left);
      next = afterAnyStart();
    }
    return next;
  }

  private Optional<LocalProcess> afterAnyStart() throws IOException {
    HeldLock start = HeldLock.exclusive(folder.startLock());
    try {
      return folder.running();
    } finally {
      start.close();
    }
  }

  /**
   * A process that is stopped removes its description; one that dies leaves it. A command that
   * restarts it removes the description too, but holds the start lock, so this waits for that lock.
   */
  private boolean wasStopped() throws IOException {
    if (folder.read().isPresent() || Files.exists(folder.restartRequest())) {
      return false;
    }
    return afterAnyStart().isEmpty();
  }

  private boolean isBeingStarted() throws IOException {
    return HeldLock.isHeld(folder.startLock());
  }
}
