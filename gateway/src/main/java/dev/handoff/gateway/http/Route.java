package dev.handoff.gateway.http;

import dev.handoff.gateway.access.TokenRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that the gateway answers.
 *
 * @param template the path; {@code {name}} is one part of it, {@code {name*}} all that follow
 * @param role what its token must permit; null: it needs none
 */
record Route(String method, String template, @Nullable TokenRole role, Endpoint endpoint) {

  private static final int MANY = 3;

  /** The named parts of a decoded path; empty if it is of another route. */
  Optional<Map<String, String>> match(String path) {
    List<String> wanted = List.of(template.split("/", -1));
    boolean takesRest = template.endsWith("*}");
    List<String> parts = List.of(path.split("/", takesRest ? wanted.size() : -1));
    if (parts.size() != wanted.size()) {
      return Optional.empty();
    }
    Map<String, String> named = new TreeMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = wanted.get(i);
      if (!part.startsWith("{")) {
        if (!part.equals(parts.get(i))) {
          return Optional.empty();
        }
      } else if (parts.get(i).isEmpty()) {
        return Optional.empty();
      } else {
        named.put(name(part), parts.get(i));
      }
    }
    return Optional.of(named);
  }

  private static String name(String part) {
    return part.substring(1, part.length() - (part.endsWith("*}") ? MANY - 1 : 1));
  }
}
