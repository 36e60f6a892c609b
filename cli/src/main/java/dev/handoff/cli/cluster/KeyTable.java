package dev.handoff.cli.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.console.Table;
import dev.handoff.trust.SigningKey;
import dev.handoff.trust.Trust;
import dev.handoff.trust.TrustedKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Formats the trusted keys and the user's own key, for people and for programs. */
final class KeyTable {

  private final @Nullable SigningKey own;
  private final List<TrustedKey> trusted;
  private final Instant now;

  /**
   * @param own the user's key, if there is one
   */
  KeyTable(@Nullable SigningKey own, List<TrustedKey> trusted, Instant now) {
    this.own = own;
    this.trusted = trusted;
    this.now = now;
  }

  static String label(Trust.Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  List<String> lines() {
    Table table =
        new Table("", "KID", "ROLE", "NAME", "LANES", "REPOSITORIES", "EXPIRES", "PUBLIC KEY");
    for (TrustedKey key : trusted) {
      table.add(
          isOwn(key) ? "*" : "",
          key.kid(),
          key.role().label(),
          key.name(),
          allOr(key.lanes()),
          allOr(key.repositories()),
          key.expires() == null
              ? "never"
              : (key.isExpiredAt(now) ? "EXPIRED " : "") + key.expires(),
          key.key().text());
    }
    untrusted()
        .ifPresent(
            key ->
                table.add("*", key.kid(), "-", key.name(), "-", "-", "-", key.publicKey().text()));
    return table.isEmpty() ? List.of() : table.lines();
  }

  private static String allOr(List<String> globs) {
    return globs.isEmpty() ? "all" : String.join(", ", globs);
  }

  private boolean isOwn(TrustedKey key) {
    return own != null && own.kid().equals(key.kid());
  }

  /** The user's key, if it is not among the trusted ones. */
  private Optional<SigningKey> untrusted() {
    return Optional.ofNullable(own).filter(key -> trusted.stream().noneMatch(this::isOwn));
  }

  List<String> json() {
    List<String> lines = new ArrayList<>();
    for (TrustedKey key : trusted) {
      ObjectNode object = object(key.kid(), key.name(), key.key().text(), isOwn(key));
      object.put("role", key.role().label());
      key.lanes().forEach(object.putArray("lanes")::add);
      key.repositories().forEach(object.putArray("repositories")::add);
      object.put("expires", key.expires() == null ? null : key.expires().toString());
      object.put("expired", key.isExpiredAt(now));
      lines.add(PlainLine.json(object.toString()));
    }
    untrusted()
        .map(key -> object(key.kid(), key.name(), key.publicKey().text(), true))
        .ifPresent(object -> lines.add(PlainLine.json(object.putNull("role").toString())));
    return lines;
  }

  private static ObjectNode object(String kid, String name, String key, boolean isOwn) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kid", kid)
        .put("name", name)
        .put("key", key)
        .put("own", isOwn);
  }
}
