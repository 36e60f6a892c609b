package dev.handoff.worker.attempt.step;

import dev.handoff.file.NoSpace;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.child.ChildExit;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.disk.DiskGuard;
import dev.handoff.worker.attempt.disk.DiskRoom;
import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.order.AttemptSettings;
import dev.handoff.worker.attempt.order.StepResult;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Decides how a full disk changes the end of an attempt, and frees the attempt's room. */
public final class FullDisk {

  private static final Set<Reason> ENDS_OF_A_FULL_DISK =
      EnumSet.of(
          Reason.RUN_FAILED,
          Reason.CHECK_FAILED,
          Reason.SETUP_FAILED,
          Reason.CHECK_COULD_NOT_RUN,
          Reason.SOURCE_UNAVAILABLE,
          Reason.INFRASTRUCTURE);

  private final DiskRoom room;
  private final DiskGuard guard;
  // Other disks that the job can write, and that were not full when it started.
  private final List<DiskRoom> others;

  private FullDisk(DiskRoom room, DiskGuard guard, List<DiskRoom> others) {
    this.room = room;
    this.guard = guard;
    this.others = others;
  }

  /** Called at the start of an attempt. */
  public static FullDisk of(AttemptSettings settings, Isolation isolation, DiskGuard guard)
      throws InterruptedException {
    List<Path> writable = new ArrayList<>(settings.sandbox().write());
    if (!isolation.hidesTheHost()) {
      writable.add(Path.of("/tmp"));
    }
    List<DiskRoom> others = new ArrayList<>();
    for (Path each : writable) {
      DiskRoom other = new DiskRoom(each, 0);
      if (isOther(each, settings.folder()) && !other.isFull()) {
        others.add(other);
      }
    }
    return new FullDisk(new DiskRoom(settings.folder(), settings.leastFree()), guard, others);
  }

  private static boolean isOther(Path place, Path folder) {
    try {
      FileStore store = Files.getFileStore(place);
      return !store.equals(Files.getFileStore(folder));
    } catch (IOException notThere) {
      return false;
    }
  }

  public static boolean is(StepResult end) {
    return end instanceof StepResult.Failed failed && failed.reason() == Reason.DISK_FULL;
  }

  /** Recognized by the message of the system or of a program. */
  public static boolean is(IOException failure) {
    return NoSpace.is(failure);
  }

  static StepResult during(String what) {
    return StepResult.failed(Reason.DISK_FULL, what + " " + Run.words(new ChildExit.OutOfRoom()));
  }

  /** When nothing can be written any more, the failure of a step is not the job's. */
  public StepResult judge(StepResult end, StopSignal stop) throws InterruptedException {
    if (end instanceof StepResult.Stopped || end.goesOn() && stop.why().isPresent()) {
      return end;
    }
    if (stop.shortage().isPresent()) {
      return StepResult.failed(
          Reason.DISK_FULL,
          "%s: %s. Let it need less, or give the work folder more room."
              .formatted(ended(end), stop.shortage().get()));
    }
    if (!(end instanceof StepResult.Failed failed)
        || !ENDS_OF_A_FULL_DISK.contains(failed.reason())) {
      return end;
    }
    if (room.isFull()) {
      return full("the disk of the worker's work folder is full", end);
    }
    for (DiskRoom other : others) {
      if (other.isFull()) {
        return full(
            "the disk of %s, which the job can write, is full".formatted(other.folder()), end);
      }
    }
    return end;
  }

  /** Names the step that was ended. */
  private static String ended(StepResult end) {
    String words = Run.words(new ChildExit.OutOfRoom());
    return end instanceof StepResult.Failed failed
            && (failed.message().contains(words) || failed.message().contains(Git.OUT_OF_ROOM))
        ? failed.message().lines().findFirst().orElseThrow()
        : "the job " + words;
  }

  private static StepResult full(String what, StepResult end) {
    return StepResult.failed(
        Reason.DISK_FULL,
        end instanceof StepResult.Failed failed ? what + "; then " + failed.message() : what);
  }

  /**
   * Frees the room that is not needed any more: publishing needs room, and so do other attempts. No
   * process of the job may be alive.
   */
  public void giveRoomBack(Attempt attempt, StopSignal stop)
      throws IOException, InterruptedException {
    boolean isToBlame = stop.shortage().isPresent();
    FolderDeletion.delete(attempt.workspace().temporary());
    attempt.home().delete();
    stop.roomIsGivenBack();
    if (isToBlame && guard.isShort()) {
      giveTreeBack(attempt, stop); // the tree is what fills the disk
    }
  }

  /** Frees everything but the log and the job's own reports. */
  public void giveTreeBack(Attempt attempt, StopSignal stop) throws IOException {
    attempt.workspace().clear();
    attempt.loseTree();
    attempt.note("What the job changed is not kept: there was no room for it on the disk.");
    stop.roomIsGivenBack();
  }
}
