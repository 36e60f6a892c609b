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
 * Starts the local process again whenever it dies while a command waits, and tells the clients of
 * that command where it is then. Runs on a thread of its own, {@code local-watch}.
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

  /** Nobody waits any more: from now on nobody is told of a stop either. */
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

  /** The process after this one, by whoever started it; empty if it was stopped for good. */
  private Optional<LocalProcess> next() throws IOException {
    awaitEnd();
    if (wasStopped()) {
      return startedAnew();
    }
    if (Files.exists(folder.restartRequest())) {
      // Whoever has the other build starts it, and of that build; if nobody does, this one.
      ProcessWait.until(() -> isBeingStarted() || folder.running().isPresent(), RESTART_PATIENCE);
    } else if (folder.running().isEmpty()) {
      start.words().println("The local process has died%s; starting it again.".formatted(noRoom()));
    }
    return Optional.of(start.startOnce());
  }

  /** A process that ends for that reason may not be able to say so. */
  private String noRoom() {
    try {
      return new BrokerRoom(folder.path()).shortage().map(what -> "; there is " + what).orElse("");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /**
   * The system frees the lock that a process holds for its life. Looks for it, since whoever waited
   * for it, and was suspended when it was free, would wait for the next process's end.
   */
  private void awaitEnd() throws IOException {
    while (HeldLock.isHeld(folder.processLock())) {
      if (folder.read().filter(other -> !other.equals(process)).isPresent()) {
        return; // that one's end was missed
      }
      ProcessWait.pause(LOOK);
    }
    address.lose();
  }

  /** A script may stop it and start it again, and no wait is to end by that. */
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
   * Whoever is told to end takes the description away; one that dies leaves it behind. Whoever
   * starts it anew takes it away too, and holds the lock for that: so that is waited for.
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
