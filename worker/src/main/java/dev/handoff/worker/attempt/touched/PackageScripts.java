package dev.handoff.worker.attempt.touched;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import java.util.List;

/**
 * Finds the parts of a {@code package.json} that decide what its scripts do; the rest is
 * dependencies.
 */
public final class PackageScripts {

  private static final List<String> DECISIVE =
      List.of("scripts", "jest", "vitest", "mocha", "ava", "nyc", "c8", "type", "workspaces");

  private PackageScripts() {}

  /** Whether these parts differ; a file that cannot be parsed counts as different. */
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
