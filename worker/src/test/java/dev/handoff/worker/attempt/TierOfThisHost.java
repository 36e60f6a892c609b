package dev.handoff.worker.attempt;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterInfo;

/** Skips a test whose argument is a kind of isolation that this host does not have. */
final class TierOfThisHost implements BeforeEachCallback {

  static final String NO_BWRAP =
      "bwrap does not work on this host (Debian: apt-get install bubblewrap; the kernel must let"
          + " this user make user namespaces)";
  static final String NO_UNSHARE =
      "unshare does not work on this host (the kernel must let this user make user namespaces)";

  // Of bwrap and of unshare a host has the superuser's form or the other user's.
  static Stream<Isolation> all() throws InterruptedException {
    Map<String, Isolation> tiers = new LinkedHashMap<>();
    for (Isolation isolation : Isolation.values()) {
      Isolation before = tiers.get(isolation.label());
      if (before == null || !before.works()) {
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
      assumeTrue(isolation.works(), isolation.hidesTheHost() ? NO_BWRAP : NO_UNSHARE);
    }
  }
}
