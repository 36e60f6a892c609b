package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The rules of {@code ops/acls.sh}, read from the commands that it would run. */
final class AclScript {

  private static final Path SCRIPT = Path.of("..", "ops", "acls.sh").toAbsolutePath().normalize();

  private AclScript() {}

  /** Runs the script with these arguments. */
  static ProcessResult run(String... arguments) {
    List<String> words = new ArrayList<>(List.of(SCRIPT.toString()));
    words.addAll(List.of(arguments));
    return ProcessRun.run(new ProcessBuilder(words), Duration.ofSeconds(30));
  }

  /** The rules that it would create for the user in that role. */
  static List<AclBinding> rules(String role, String user, String prefix, String... more) {
    List<String> words = new ArrayList<>(List.of("--print", "--bootstrap-server", "b:1"));
    words.addAll(List.of("--prefix", prefix, "--" + role, "User:" + user));
    words.addAll(List.of(more));
    ProcessResult printed = run(words.toArray(String[]::new));
    assertThat(printed.exit()).as(printed.stderr()).isZero();
    return printed.stdout().lines().flatMap(line -> bindings(line).stream()).toList();
  }

  private static List<AclBinding> bindings(String command) {
    List<String> words = List.of(command.strip().split(" +"));
    assertThat(words).startsWith("kafka-acls.sh").contains("--add");
    boolean isTopic = words.contains("--topic");
    ResourcePattern pattern =
        new ResourcePattern(
            isTopic ? ResourceType.TOPIC : ResourceType.GROUP,
            after(isTopic ? "--topic" : "--group", words).get(0),
            after("--resource-pattern-type", words).contains("prefixed")
                ? PatternType.PREFIXED
                : PatternType.LITERAL);
    List<AclBinding> bindings = new ArrayList<>();
    for (String principal : after("--allow-principal", words)) {
      for (String operation : after("--operation", words)) {
        bindings.add(new AclBinding(pattern, entry(principal, operation)));
      }
    }
    return bindings;
  }

  private static AccessControlEntry entry(String principal, String operation) {
    String constant =
        operation.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(java.util.Locale.ROOT);
    return new AccessControlEntry(
        principal, "*", AclOperation.valueOf(constant), AclPermissionType.ALLOW);
  }

  private static List<String> after(String option, List<String> words) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i + 1 < words.size(); i++) {
      if (words.get(i).equals(option)) {
        values.add(words.get(i + 1));
      }
    }
    return values;
  }
}
