package dev.handoff.cli.doctor.check;

import dev.handoff.worker.attempt.child.Isolation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well jobs are isolated on this host, and what prevents better isolation.
 *
 * @param bwrap error of a trial of bwrap, empty if it works; null if the program is missing
 * @param usersMayIsolate whether the kernel allows users to create namespaces
 */
public record IsolationCheck(Isolation tier, @Nullable String bwrap, boolean usersMayIsolate)
    implements Check {

  private static final String NAME = "isolation";

  @Override
  public List<Diagnosis> findings() {
    if (tier == Isolation.BWRAP || tier == Isolation.BWRAP_USER) {
      return List.of(Diagnosis.ok(NAME, "bwrap: a job sees the system and its own folders"));
    }
    String what =
        tier == Isolation.PROCESS_GROUP
            ? "process group only: a job can read what this user can, and a hostile one can outlive its end"
            : "unshare: a job can read what this user can";
    return List.of(Diagnosis.warning(NAME, what + "; " + why(), remedy()));
  }

  private String why() {
    return bwrap == null ? "bwrap is not installed" : "bwrap does not work here: " + bwrap;
  }

  private String remedy() {
    if (bwrap == null) {
      return "install bubblewrap, for instance by apt-get install bubblewrap";
    }
    return usersMayIsolate
        ? "run the worker where bwrap may make namespaces (a container needs the right to)"
        : "let users have namespaces: sysctl kernel.unprivileged_userns_clone=1, and"
            + " kernel.apparmor_restrict_unprivileged_userns=0 where there is such a setting";
  }
}
