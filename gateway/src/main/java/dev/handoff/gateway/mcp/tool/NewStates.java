package dev.handoff.gateway.mcp.tool;

import dev.handoff.awaiter.JobView;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the states of a job that are new. A wait reads the job from its beginning, so states
 * come first that the caller has passed already. Called by the log's threads, one at a time.
 */
final class NewStates implements Consumer<JobView> {

  private final Consumer<JobView> next;
  private @Nullable JobView seen;

  /**
   * @param seen the newest state that is not new; null: all are
   */
  NewStates(@Nullable JobView seen, Consumer<JobView> next) {
    this.seen = seen;
    this.next = next;
  }

  @Override
  public void accept(JobView view) {
    if (seen == null) {
      next.accept(view);
    } else if (seen.state().equals(view.state())) {
      seen = null;
    } else if (view.status().isTerminal()) {
      next.accept(view); // whatever came before it
    }
  }
}
