package dev.handoff.cli.doctor.check;

import dev.handoff.log.presence.WorkerBeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The workers that serve the lanes.
 *
 * @param lanes that exist
 */
public record WorkersCheck(List<WorkerBeat> living, Set<String> lanes) implements Check {

  private static final String NAME = "workers";
  private static final String REMEDY = "start one: handoff worker";

  @Override
  public List<Diagnosis> findings() {
    if (living.isEmpty()) {
      return List.of(Diagnosis.failed(NAME, "none is alive: every job waits", REMEDY));
    }
    List<Diagnosis> findings = new ArrayList<>();
    int slots =
        living.stream().flatMap(one -> one.lanes().stream()).mapToInt(lane -> lane.slots()).sum();
    findings.add(Diagnosis.ok(NAME, "%d alive, %d slots".formatted(living.size(), slots)));
    Set<String> unserved = new TreeSet<>(lanes);
    living.forEach(one -> one.lanes().forEach(lane -> unserved.remove(lane.lane())));
    if (!unserved.isEmpty()) {
      findings.add(
          Diagnosis.warning(
              NAME, "nobody serves " + String.join(", ", unserved), REMEDY + " --lane NAME=SLOTS"));
    }
    List<String> unprotected =
        living.stream()
            .filter(one -> Boolean.TRUE.equals(one.unprotected()))
            .map(WorkerBeat::worker)
            .sorted()
            .toList();
    if (!unprotected.isEmpty()) {
      findings.add(
          Diagnosis.warning(
              NAME,
              "run what anybody writes to their lanes: " + String.join(", ", unprotected),
              "give them a trust file and a policy; see docs/signatures.md and docs/policy.md"));
    }
    living.stream()
        .filter(one -> one.notice() != null)
        .forEach(
            one ->
                findings.add(
                    Diagnosis.warning(
                        NAME, one.worker() + ": " + one.notice(), "see that worker's log")));
    return findings;
  }
}
