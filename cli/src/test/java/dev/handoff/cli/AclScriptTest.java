package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.log.Topics;
import dev.handoff.log.setup.WorkerRights;
import dev.handoff.testkit.ExecutableFile;
import dev.handoff.testkit.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules that {@code ops/acls.sh} creates for each role, without a broker. */
class AclScriptTest {

  private static final List<String> ALL_ROLES =
      List.of(
          "--submitter", "User:s", "--watcher", "User:w", "--worker", "User:k", "--ops", "User:o");

  @Test
  void runsTheCommandsThatItPrints(@TempDir Path folder) throws IOException {
    Path log = folder.resolve("commands");
    Path program = folder.resolve("kafka-acls.sh");
    ExecutableFile.write(program, "#!/bin/sh\necho \"$0 $*\" >> %s\n".formatted(log));
    List<String> words = new java.util.ArrayList<>(ALL_ROLES);
    words.addAll(
        List.of(
            "--bootstrap-server", "b:1", "--command-config", "ops.properties", "--lane", "gpu"));
    words.addAll(List.of("--kafka-acls", program.toString(), "--remove"));
    ProcessResult run = AclScript.run(words.toArray(String[]::new));
    words.add("--print");

    ProcessResult printed = AclScript.run(words.toArray(String[]::new));

    assertThat(run.exit()).as(run.stderr()).isZero();
    assertThat(Files.readAllLines(log))
        .isEqualTo(printed.stdout().lines().map(String::strip).toList())
        .hasSizeGreaterThan(30)
        .allSatisfy(
            command ->
                assertThat(command)
                    .contains("--bootstrap-server b:1 --command-config ops.properties --remove"));
  }

  @Test
  void aWorkerGetsWhatItAsksForAtItsStartAndNoMore() {
    Topics topics = new Topics("team");
    WorkerRights needed = new WorkerRights(null, topics, Set.of("quick"));

    List<AclBinding> rules = AclScript.rules("worker", "k", "team");

    assertThat(byName(rules, ResourceType.TOPIC, "quick")).isEqualTo(texts(needed.onTopics()));
    assertThat(rules)
        .filteredOn(rule -> rule.pattern().resourceType() == ResourceType.GROUP)
        .extracting(rule -> rule.pattern().name() + " " + rule.entry().operation())
        .containsExactlyInAnyOrder("team. READ", "team. DESCRIBE_CONFIGS");
    assertThat(needed.onGroups().values())
        .allSatisfy(
            operations ->
                assertThat(operations)
                    .isSubsetOf(AclOperation.READ, AclOperation.DESCRIBE_CONFIGS));
  }

  @Test
  void nobodyButWorkersAndOpsMayWriteWhereOnlyTheyWrite() {
    for (String role : List.of("submitter", "watcher", "gateway")) {
      assertThat(AclScript.rules(role, "a", "team"))
          .filteredOn(rule -> rule.entry().operation() != AclOperation.READ)
          .extracting(rule -> rule.pattern().name())
          .doesNotContain("team.workers", "team.control", "team.dead", "team.seats");
    }
  }

  @Test
  void aGatewayReadsAsAWatcherDoesAndSubmitsOnlyIfThatIsSwitchedOn() {
    assertThat(AclScript.rules("gateway", "a", "team"))
        .isEqualTo(AclScript.rules("watcher", "a", "team"));
    assertThat(AclScript.rules("gateway", "a", "team", "--gateway-submits"))
        .isEqualTo(AclScript.rules("submitter", "a", "team"));
    assertThat(AclScript.rules("gateway", "a", "team", "--gateway-submits", "--lane", "gpu"))
        .filteredOn(rule -> rule.entry().operation() == AclOperation.WRITE)
        .extracting(rule -> rule.pattern().name())
        .contains("team.tasks.gpu")
        .doesNotContain("team.tasks.");
  }

  @Test
  void aSubmitterMayBeGivenSomeLanesOnly() {
    ProcessResult printed =
        AclScript.run(
            "--print", "--bootstrap-server", "b:1", "--submitter", "User:s", "--lane", "gpu");

    assertThat(printed.stdout().lines().filter(line -> line.contains("--operation Write")))
        .filteredOn(line -> line.contains("handoff.tasks"))
        .singleElement()
        .asString()
        .contains("--topic handoff.tasks.gpu ")
        .doesNotContain("prefixed");
  }

  @Test
  void aWrongCommandLineChangesNothing() {
    for (String[] words :
        new String[][] {
          {"--submitter", "User:s"},
          {"--bootstrap-server", "b:1"},
          {"--bootstrap-server", "b:1", "--submitter", "ann"},
          {"--bootstrap-server", "b:1", "--boss", "User:s"},
          {"--bootstrap-server", "b:1", "--gateway", "board"},
          {"--bootstrap-server", "b:1", "--gateway-submits", "--watcher", "User:w"},
        }) {
      ProcessResult refused = AclScript.run(words);

      assertThat(refused.exit()).as(refused.stdout()).isEqualTo(2);
      assertThat(refused.stderr()).startsWith("acls.sh: ");
    }
  }

  private static Map<String, Set<String>> byName(
      List<AclBinding> rules, ResourceType type, String lane) {
    Map<String, Set<String>> operations = new TreeMap<>();
    for (AclBinding rule : rules) {
      if (rule.pattern().resourceType() == type) {
        String end = rule.pattern().patternType() == PatternType.PREFIXED ? lane : "";
        operations
            .computeIfAbsent(rule.pattern().name() + end, name -> new TreeSet<>())
            .add(rule.entry().operation().name());
      }
    }
    return operations;
  }

  private static Map<String, Set<String>> texts(Map<String, Set<AclOperation>> operations) {
    Map<String, Set<String>> texts = new TreeMap<>();
    operations.forEach(
        (name, set) -> {
          Set<String> names = new TreeSet<>();
          set.forEach(operation -> names.add(operation.name()));
          texts.put(name, names);
        });
    return texts;
  }
}
