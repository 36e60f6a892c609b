package dev.handoff.worker.attempt.child;

import dev.handoff.worker.attempt.order.AttemptSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A worker in a process of its own that has started a supervisor and does not release it. */
public final class WaitingWorker {

  private WaitingWorker() {}

  /** Takes: work folder, tree, isolation. Ends only when it is killed. */
  public static void main(String[] arguments) throws Exception {
    AttemptSettings settings = AttemptSettings.in(Path.of(arguments[0]));
    Path tree = Path.of(arguments[1]);
    Supervisor supervisor =
        new Supervisor(
            Supervisor.Containment.of(Isolation.valueOf(arguments[2]), settings.children()),
            settings.children(),
            new StopSignal(),
            () -> Optional.of(HostUptime.now().plus(Duration.ofHours(1))),
            settings::redactor);
    supervisor.prepare(new Child.View(tree, true, tree, List.of(Bind.writable(tree))));
    Thread.sleep(Duration.ofHours(1).toMillis());
  }
}
