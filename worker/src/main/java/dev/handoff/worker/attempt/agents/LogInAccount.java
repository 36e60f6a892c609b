package dev.handoff.worker.attempt.agents;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Identifies the account of a log-in file: by fields named after an account, a user or an
 * organization, and by the subject and issuer of the tokens in it that have them (JWT, RFC 7519).
 * Pure.
 */
final class LogInAccount {

  private static final Pattern NAMES_AN_ACCOUNT =
      Pattern.compile("(?i)(?!.*token).*(account|user|email|organi[sz]ation|org_?id).*|sub|iss");
  private static final Pattern TOKEN = Pattern.compile("[\\w-]+\\.([\\w-]+)\\.[\\w-]*");

  private final Map<String, String> told = new TreeMap<>();

  private LogInAccount(JsonNode file) {
    read("", "", file);
  }

  /** Whether both files name an account, and the same one. */
  static boolean isSame(byte[] one, byte[] other) {
    Map<String, String> first = told(one);
    return !first.isEmpty() && first.equals(told(other));
  }

  private static Map<String, String> told(byte[] file) {
    return AgentJson.object(new String(file, StandardCharsets.UTF_8).strip())
        .map(object -> new LogInAccount(object).told)
        .orElse(new TreeMap<>());
  }

  private void read(String place, String name, JsonNode node) {
    if (node.isContainerNode()) {
      node.properties()
          .forEach(each -> read(place + "/" + each.getKey(), each.getKey(), each.getValue()));
      for (int i = 0; node.isArray() && i < node.size(); i++) {
        read(place + "/" + i, name, node.get(i));
      }
      return;
    }
    Optional<JsonNode> claims = claims(node.asText());
    if (claims.isPresent()) {
      read(place, name, claims.get());
    } else if (NAMES_AN_ACCOUNT.matcher(name).matches()) {
      told.put(place, node.asText());
    }
  }

  private static Optional<JsonNode> claims(String text) {
    var token = TOKEN.matcher(text);
    if (!token.matches()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token.group(1));
      return AgentJson.object(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException noToken) {
      return Optional.empty();
    }
  }
}
