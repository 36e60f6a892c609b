package dev.handoff.cli.doctor.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What this user may do. Brokers report no rights on groups.
 *
 * @param topics allowed operations by topic; empty for a topic that does not exist
 * @param cluster allowed operations on the cluster
 * @param tasksPrefix common prefix of the topics of lanes
 * @param prefix common prefix of all topics
 */
public record RightsCheck(
    Map<String, Set<AclOperation>> topics,
    Set<AclOperation> cluster,
    String tasksPrefix,
    String prefix)
    implements Check {

  private static final String NAME = "rights";
  private static final List<String> WATCHED = List.of("status", "artifacts", "workers");
  private static final List<String> SUBMITTED = List.of("status", "artifacts", "keys", "tasks");
  private static final List<String> HEARD =
      List.of("status", "artifacts", "workers", "control", "seats", "tasks");
  private static final List<String> SAID =
      List.of("status", "artifacts", "workers", "control", "dead", "tasks");

  @Override
  public List<Diagnosis> findings() {
    List<String> may = new ArrayList<>();
    List<String> mayNot = new ArrayList<>();
    missing()
        .forEach(
            (role, lacks) -> {
              if (lacks.isEmpty()) {
                may.add(role);
              } else {
                mayNot.add(role + " (lacks " + String.join(", ", lacks) + ")");
              }
            });
    String text =
        "this user may "
            + (may.isEmpty() ? "nothing" : String.join(", ", may))
            + (mayNot.isEmpty() ? "" : "; may not " + String.join(", ", mayNot));
    return List.of(
        may.contains("watch")
            ? Diagnosis.ok(NAME, text)
            : Diagnosis.failed(NAME, text, "ask an operator for the rights of a role"));
  }

  private Map<String, Set<String>> missing() {
    Map<String, Set<String>> missing = new LinkedHashMap<>();
    missing.put("watch", lacks(AclOperation.READ, WATCHED));
    Set<String> submit = lacks(AclOperation.WRITE, SUBMITTED);
    submit.addAll(lacks(AclOperation.READ, List.of("status", "keys")));
    missing.put("submit", submit);
    Set<String> work = lacks(AclOperation.READ, HEARD);
    work.addAll(lacks(AclOperation.WRITE, SAID));
    missing.put("work", work);
    missing.put("set up", operator());
    return missing;
  }

  private Set<String> operator() {
    Set<String> lacks = lacks(AclOperation.ALTER_CONFIGS, SAID);
    if (!cluster.contains(AclOperation.CREATE)) {
      lacks.add("CREATE on the cluster");
    }
    return lacks;
  }

  private Set<String> lacks(AclOperation operation, List<String> names) {
    Set<String> lacks = new TreeSet<>();
    topics.forEach(
        (topic, allowed) -> {
          boolean isMeant = names.contains(shortName(topic));
          if (isMeant && !allowed.contains(operation)) {
            lacks.add(operation + " on " + topic);
          }
        });
    return lacks;
  }

  private String shortName(String topic) {
    return topic.startsWith(tasksPrefix) ? "tasks" : topic.substring(prefix.length() + 1);
  }
}
