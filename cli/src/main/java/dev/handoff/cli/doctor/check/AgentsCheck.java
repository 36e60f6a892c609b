package dev.handoff.cli.doctor.check;

import dev.handoff.worker.attempt.agents.AgentOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The coding agents of this host.
 *
 * @param named those in the worker's file; it is a problem if one of them is missing
 */
public record AgentsCheck(List<AgentOffer> offers, Set<String> named) implements Check {

  private static final String NAME = "agent";

  @Override
  public List<Diagnosis> findings() {
    List<Diagnosis> findings = new ArrayList<>();
    for (AgentOffer offer : offers) {
      if (offer.problem() == null) {
        findings.add(Diagnosis.ok(NAME, offer.name() + " " + offer.version() + ", with a log-in"));
      } else if (named.contains(offer.name())) {
        findings.add(
            Diagnosis.warning(
                NAME,
                offer.name() + " " + offer.problem(),
                "install it and log in, or take it out of the worker's file"));
      } else {
        findings.add(Diagnosis.ok(NAME, "not offered: " + offer.name() + " " + offer.problem()));
      }
    }
    return findings;
  }
}
