package dev.handoff.worker.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * A process that can be killed, frozen (SIGSTOP), suspended with its whole host, and cut off from
 * the broker. Tasks that came due while it slept run when it wakes, in any order, like threads.
 */
final class SimulatedProcess {

  private final VirtualTime time;
  private final List<Runnable> overdue = new ArrayList<>();
  private boolean isDead;
  private boolean isAsleep;
  private boolean isSuspended;
  private boolean isCutOff;
  private long sleptAt;
  private long suspended;
  private long cutOffUntil = Long.MIN_VALUE / 2;
  private Runnable onSleep = () -> {};
  private Runnable onDeath = () -> {};

  SimulatedProcess(VirtualTime time) {
    this.time = time;
  }

  /** Sets what its host does when it freezes or dies. */
  void watch(Runnable sleep, Runnable death) {
    onSleep = sleep;
    onDeath = death;
  }

  /** Runs the task later on one of its threads; never if it is dead by then. */
  void after(long millis, Runnable task) {
    time.after(millis, new Step(task));
  }

  /**
   * No lambda, like Repetition: there are millions, and C1 creates lambdas by a call of the JVM.
   */
  private final class Step implements Runnable {

    private final Runnable task;

    Step(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      now(task);
    }
  }

  private void now(Runnable task) {
    if (isAsleep) {
      overdue.add(task);
    } else if (!isDead) {
      task.run();
    }
  }

  void every(long millis, Runnable task) {
    after(millis, new Repetition(millis, task));
  }

  private final class Repetition implements Runnable {

    private final long millis;
    private final Runnable task;

    Repetition(long millis, Runnable task) {
      this.millis = millis;
      this.task = task;
    }

    @Override
    public void run() {
      task.run();
      after(millis, this);
    }
  }

  void kill() {
    if (!isDead) {
      isDead = true;
      isAsleep = false;
      isSuspended = false;
      overdue.clear();
      onDeath.run();
    }
  }

  void freeze(long millis) {
    sleep(millis, false);
  }

  /** Suspends its host: monotonic clocks stand still, and so do the host's other processes. */
  void suspendHost(long millis) {
    sleep(millis, true);
  }

  private void sleep(long millis, boolean withHost) {
    if (isDead || isAsleep) {
      return;
    }
    isAsleep = true;
    isSuspended = withHost;
    sleptAt = time.now();
    onSleep.run();
    time.after(millis, this::wake);
  }

  private void wake() {
    if (isDead) {
      return;
    }
    isAsleep = false;
    suspended += isSuspended ? time.now() - sleptAt : 0;
    isSuspended = false;
    List<Runnable> tasks = new ArrayList<>(overdue);
    overdue.clear();
    // Threads that wake together go on in random order.
    tasks.forEach(task -> after(time.between(0, 20), task));
  }

  void cutOff(long millis) {
    isCutOff = true;
    cutOffUntil = Math.max(cutOffUntil, time.now() + millis * VirtualTime.MILLISECOND);
    time.after(millis, () -> isCutOff = time.now() < cutOffUntil);
  }

  /** System.nanoTime() of the process, which on most hosts does not count their sleep. */
  long nanoTime() {
    long now = isSuspended ? sleptAt : time.now();
    return now - suspended;
  }

  /** CLOCK_BOOTTIME of its host. */
  long hostTime() {
    return time.now();
  }

  boolean isDead() {
    return isDead;
  }

  boolean isAsleep() {
    return isAsleep;
  }

  boolean isSuspended() {
    return isSuspended;
  }

  long sleptAt() {
    return sleptAt;
  }

  boolean isCutOff() {
    return isCutOff;
  }

  /** Whether it is cut off now or was within that time. */
  boolean wasCutOffWithin(long millis) {
    return time.now() - cutOffUntil < millis * VirtualTime.MILLISECOND;
  }
}
