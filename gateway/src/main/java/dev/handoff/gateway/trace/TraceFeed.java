package dev.handoff.gateway.trace;

import dev.handoff.job.JobId;
import dev.handoff.log.feed.LogFeed;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.RecordedEvent;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Follows all live jobs and passes on each that ends. A job that had ended when the feed had caught
 * up is left out: another gateway has exported it, or an earlier run. In bounded memory. Used by
 * the feed's thread.
 */
final class TraceFeed implements LogFeed.Listener {

  private final int room;
  private final Consumer<JobTrace> onEnd;
  private final Runnable onDrop;
  private final Map<JobId, JobTrace> live = new LinkedHashMap<>();

  // The last that it follows no longer: a late or repeated event must not begin them again.
  private final Set<JobId> left = new HashSet<>();
  private final Queue<JobId> leftInOrder = new ArrayDeque<>();

  private boolean isCaughtUp;

  /**
   * @param room the live jobs to follow, and the others to remember
   * @param onEnd must return soon
   * @param onDrop called for each job that is followed no longer because there are too many
   */
  TraceFeed(int room, Consumer<JobTrace> onEnd, Runnable onDrop) {
    this.room = room;
    this.onEnd = onEnd;
    this.onDrop = onDrop;
  }

  @Override
  public void onCaughtUp() {
    isCaughtUp = true;
  }

  @Override
  public void onEvent(RecordedEvent event) {
    JobId job = event.job();
    if (left.contains(job)) {
      return;
    }
    JobTrace known = live.get(job);
    JobTrace trace = known == null ? new JobTrace(job) : known;
    if (!trace.apply(event.event())) {
      return;
    }
    if (isCaughtUp ? trace.isComplete() : trace.state().status().isTerminal()) {
      end(trace);
    } else if (known == null) {
      live.put(job, trace);
      dropAboveRoom();
    }
  }

  private void end(JobTrace trace) {
    live.remove(trace.job());
    leave(trace.job());
    // A caller who does not record has no span to which these could belong.
    if (isCaughtUp && trace.context().isSampled()) {
      onEnd.accept(trace);
    }
  }

  private void leave(JobId job) {
    if (left.add(job)) {
      leftInOrder.add(job);
    }
    if (left.size() > room) {
      left.remove(leftInOrder.remove());
    }
  }

  private void dropAboveRoom() {
    if (live.size() > room) {
      Iterator<JobId> eldest = live.keySet().iterator();
      leave(eldest.next());
      eldest.remove();
      onDrop.run();
    }
  }

  @Override
  public void onBeat(WorkerBeat beat) {
    // The events of a job tell when its worker was lost.
  }
}
