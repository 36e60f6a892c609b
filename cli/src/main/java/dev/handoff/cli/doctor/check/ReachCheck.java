package dev.handoff.cli.doctor.check;

import java.util.List;
import java.util.Map;

/**
 * Whether the named addresses accept connections.
 *
 * @param what they are
 * @param problems by address; the value is empty if it accepts connections
 */
public record ReachCheck(String what, Map<String, String> problems) implements Check {

  private static final String NAME = "broker";

  @Override
  public List<Diagnosis> findings() {
    boolean isAny = isAny();
    return problems.entrySet().stream()
        .map(each -> finding(each.getKey(), each.getValue(), isAny))
        .toList();
  }

  public boolean isAny() {
    return problems.containsValue("");
  }

  private Diagnosis finding(String address, String problem, boolean isAny) {
    if (problem.isEmpty()) {
      return Diagnosis.ok(NAME, what + " " + address + " can be reached");
    }
    String text = "%s %s cannot be reached: %s".formatted(what, address, problem);
    String remedy = "check the address, the network and that the broker runs";
    return isAny ? Diagnosis.warning(NAME, text, remedy) : Diagnosis.failed(NAME, text, remedy);
  }
}
