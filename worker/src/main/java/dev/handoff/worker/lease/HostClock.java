package dev.handoff.worker.lease;

import dev.handoff.worker.attempt.child.HostUptime;
import java.time.Duration;

/** The clock that measures leases; it goes on while the host sleeps. A port. */
public interface HostClock {

  HostClock REAL =
      new HostClock() {
        @Override
        public long nanoTime() {
          return HostUptime.nanoTime();
        }

        @Override
        public Duration uptime() {
          return HostUptime.now();
        }
      };

  /** In nanoseconds, for differences. */
  long nanoTime();

  /** The same time as supervisors read it; zero where the host does not provide it. */
  Duration uptime();
}
