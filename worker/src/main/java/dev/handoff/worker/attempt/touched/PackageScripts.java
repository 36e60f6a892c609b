package dev.handoff.worker.attempt.touched;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import java.util.List;

/** What of a {@code package.json} decides what its scripts do; the rest is dependencies. */
public final class PackageScripts {

  private static final List<String> DECISIVE =
      List.of("scripts", "jest", "vitest", "mocha", "ava", "nyc", "c8", "type", "workspaces");

  private PackageScripts() {}

  /** Whether the two differ in it; what cannot be read may. */
  public static boolean differ(byte[] before, byte[] after) {
    try {
      JsonNode old = Json.tolerant().read(before, JsonNode.class);
      JsonNode now = Json.tolerant().read(after, JsonNode.class);
      return DECISIVE.stream().anyMatch(field -> !old.path(field).equals(now.path(field)));
    } catch (InvalidJsonException e) {
      return true;
    }
  }
}
