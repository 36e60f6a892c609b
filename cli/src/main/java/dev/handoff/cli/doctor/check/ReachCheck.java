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
  public List<Finding> findings() {
    boolean isAny = isAny();
    return problems.entrySet().stream()
        .map(each -> finding(each.getKey(), each.getValue(), isAny))
        .toList();
  }

  public boolean isAny() {
    return problems.containsValue("");
  }

  private Finding finding(String address, String problem, boolean isAny) {
    if (problem.isEmpty()) {
      return Finding.ok(NAME, what + " " + address + " can be reached");
    }
    String text = "%s %s cannot be reached: %s".formatted(what, address, problem);
    String remedy = "check the address, the network and that the broker runs";
    return isAny ? Finding.warning(NAME, text, remedy) : Finding.failed(NAME, text, remedy);
  }
}
