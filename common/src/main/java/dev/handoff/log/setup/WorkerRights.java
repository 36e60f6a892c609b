package dev.handoff.log.setup;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.handoff.log.Answers;
import dev.handoff.log.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClassicGroupsOptions;
import org.apache.kafka.clients.admin.DescribeShareGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Holds the rights that a worker needs, and finds the missing ones. They are checked before the
 * worker takes jobs, because each missing right would otherwise show at a different time.
 */
public final class WorkerRights {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Admin admin;
  private final Topics topics;
  private final Set<String> lanes;

  /**
   * @param admin stays the caller's to close
   * @param lanes the lanes of the worker
   */
  public WorkerRights(Admin admin, Topics topics, Set<String> lanes) {
    this.admin = admin;
    this.topics = topics;
    this.lanes = Set.copyOf(lanes);
  }

  /** The rights on topics, without those that another right implies. */
  public Map<String, Set<AclOperation>> onTopics() {
    Map<String, Set<AclOperation>> all = new TreeMap<>();
    lanes.forEach(lane -> all.put(topics.tasks(lane), EnumSet.of(READ, WRITE, DESCRIBE_CONFIGS)));
    List.of(topics.status(), topics.artifacts(), topics.workers(), topics.control())
        .forEach(topic -> all.put(topic, EnumSet.of(READ, WRITE, DESCRIBE_CONFIGS)));
    all.put(topics.seats(), EnumSet.of(READ, DESCRIBE_CONFIGS));
    all.put(topics.dead(), EnumSet.of(WRITE, DESCRIBE_CONFIGS));
    all.put(topics.keys(), EnumSet.of(DESCRIBE, DESCRIBE_CONFIGS));
    return all;
  }

  /** The rights on groups. */
  public Map<String, Set<AclOperation>> onGroups() {
    Map<String, Set<AclOperation>> all = new TreeMap<>();
    lanes.forEach(lane -> all.put(topics.laneGroup(lane), EnumSet.of(READ, DESCRIBE_CONFIGS)));
    all.put(topics.seats(), EnumSet.of(READ));
    all.put(topics.stewardGroup(), EnumSet.of(READ));
    return all;
  }

  /**
   * @throws MissingRightsException if anything is missing
   * @throws KafkaException if the broker does not accept this user, or does not answer
   */
  public void require() {
    List<String> missing = missing();
    if (!missing.isEmpty()) {
      throw new MissingRightsException(missing);
    }
  }

  /**
   * The missing rights, one line for each topic or group. Leaves out groups that do not exist yet
   * or whose coordinator is down: the broker does not answer for them. Blocks for some ten seconds
   * at most.
   *
   * @throws KafkaException if the broker does not accept this user, or does not answer
   */
  public List<String> missing() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<String> missing = new ArrayList<>();
    Map<String, Set<AclOperation>> onTopics = onTopics();
    Map<String, KafkaFuture<Set<AclOperation>>> topicsAllowed = topicsAllowed(onTopics.keySet());
    onTopics.forEach(
        (name, needed) ->
            note(
                "topic " + name,
                needed,
                allowed(Answers.about(name, topicsAllowed), deadline),
                missing));
    Map<String, Set<AclOperation>> onGroups = onGroups();
    Map<String, KafkaFuture<Set<AclOperation>>> groupsAllowed = groupsAllowed(onGroups.keySet());
    onGroups.forEach(
        (name, needed) ->
            note(
                "group " + name,
                needed,
                ofGroup(Answers.about(name, groupsAllowed), deadline),
                missing));
    missing.sort(null);
    return missing;
  }

  private Map<String, KafkaFuture<Set<AclOperation>>> topicsAllowed(Set<String> names) {
    Map<String, KafkaFuture<Set<AclOperation>>> told = new TreeMap<>();
    admin
        .describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
        .topicNameValues()
        .forEach(
            (name, topic) -> told.put(name, topic.thenApply(one -> one.authorizedOperations())));
    return told;
  }

  private Map<String, KafkaFuture<Set<AclOperation>>> groupsAllowed(Set<String> names) {
    Set<String> classic = Set.of(topics.seats(), topics.stewardGroup());
    Set<String> shared = new TreeSet<>(names);
    shared.removeAll(classic);
    Map<String, KafkaFuture<Set<AclOperation>>> told = new TreeMap<>();
    admin
        .describeShareGroups(
            shared, new DescribeShareGroupsOptions().includeAuthorizedOperations(true))
        .describedGroups()
        .forEach(
            (name, group) -> told.put(name, group.thenApply(one -> one.authorizedOperations())));
    admin
        .describeClassicGroups(
            classic, new DescribeClassicGroupsOptions().includeAuthorizedOperations(true))
        .describedGroups()
        .forEach(
            (name, group) -> told.put(name, group.thenApply(one -> one.authorizedOperations())));
    return told;
  }

  private static void note(
      String what, Set<AclOperation> needed, Set<AclOperation> allowed, List<String> missing) {
    Set<AclOperation> left = EnumSet.copyOf(needed);
    left.removeAll(allowed);
    if (!left.isEmpty()) {
      String names = left.stream().map(WorkerRights::word).collect(Collectors.joining(", "));
      missing.add(what + ": " + names);
    }
  }

  /** The operation as kafka-acls.sh spells it. */
  private static String word(AclOperation operation) {
    StringBuilder word = new StringBuilder();
    for (String part : operation.name().split("_")) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return word.toString();
  }

  private static Set<AclOperation> ofGroup(KafkaFuture<Set<AclOperation>> told, long deadline) {
    try {
      return allowed(told, deadline);
    } catch (GroupIdNotFoundException | RetriableException e) {
      return EnumSet.allOf(AclOperation.class);
    }
  }

  private static Set<AclOperation> allowed(KafkaFuture<Set<AclOperation>> told, long deadline) {
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      Set<AclOperation> operations = told.get(left, TimeUnit.NANOSECONDS);
      return operations == null ? EnumSet.allOf(AclOperation.class) : operations;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return Set.of();
      }
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new org.apache.kafka.common.errors.TimeoutException(
          "the broker does not say what this user may do", e);
    } catch (InterruptedException e) {
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }
}
