package dev.handoff.worker.attempt;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.worker.attempt.child.Isolation;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterInfo;

/** Skips a test whose argument is a kind of isolation that this host does not have. */
public final class TierOfThisHost implements BeforeEachCallback {

  public static final String NO_BWRAP =
      "bwrap does not work on this host (Debian: apt-get install bubblewrap; the kernel must let"
          + " this user make user namespaces)";
  static final String NO_UNSHARE =
      "unshare does not work on this host (the kernel must let this user make user namespaces)";

  // Found once: a host does not change, and each try starts processes.
  private static final Set<Isolation> WORKING = working();

  private static Set<Isolation> working() {
    Set<Isolation> working = EnumSet.noneOf(Isolation.class);
    try {
      for (Isolation isolation : Isolation.values()) {
        if (isolation.works()) {
          working.add(isolation);
        }
      }
      return working;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while trying the host's isolation", e);
    }
  }

  /** As {@link Isolation#best()}. */
  public static Isolation best() {
    return WORKING.iterator().next();
  }

  // Of bwrap and of unshare a host has the superuser's form or the other user's.
  public static Stream<Isolation> all() {
    Map<String, Isolation> tiers = new LinkedHashMap<>();
    for (Isolation isolation : Isolation.values()) {
      Isolation before = tiers.get(isolation.label());
      if (before == null || !WORKING.contains(before)) {
        tiers.put(isolation.label(), isolation);
      }
    }
    return tiers.values().stream();
  }

  // Not in a method of the test: what follows the test must not run when it never began.
  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    ParameterInfo parameters = ParameterInfo.get(context);
    if (parameters != null && parameters.getArguments().get(0) instanceof Isolation isolation) {
      assumeTrue(WORKING.contains(isolation), isolation.hidesTheHost() ? NO_BWRAP : NO_UNSHARE);
    }
  }
}
