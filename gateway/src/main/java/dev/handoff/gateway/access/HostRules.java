package dev.handoff.gateway.access;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which names a gateway answers to, and which pages may ask it. A page of a stranger whose name
 * leads to this host is refused by its Host header, and any other page by its Origin. Pure.
 */
public final class HostRules {

  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]@/]+)(?::([0-9]{1,5}))?");
  private static final Pattern ORIGIN = Pattern.compile("(https?)://([^/@]+)");

  private final Set<String> names;
  private final Set<String> origins;

  /**
   * @param names hosts besides those of loopback
   * @param origins of other pages that may ask, such as {@code https://board.example.org}
   */
  public HostRules(Set<String> names, Set<String> origins) {
    this.names = lower(names);
    this.origins = lower(origins);
  }

  private static Set<String> lower(Set<String> texts) {
    return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /**
   * @param host the header: a host, with or without its port
   */
  public boolean answersTo(@Nullable String host) {
    Matcher authority = AUTHORITY.matcher(host == null ? "" : host.toLowerCase(Locale.ROOT));
    if (!authority.matches()) {
      return false;
    }
    String name = authority.group(1);
    return GatewayAddress.isLoopback(name) || names.contains(name);
  }

  /** Whether a page of that origin may ask: the gateway's own, or one that is named. */
  public boolean permits(String origin, @Nullable String host) {
    return isNamed(origin) || isOwn(origin, host);
  }

  /** Whether pages of that origin may read answers: only a named one needs to be told. */
  public boolean isNamed(String origin) {
    return origins.contains(origin.toLowerCase(Locale.ROOT));
  }

  /** A proxy may have ended TLS, so the scheme only decides on the port. */
  private static boolean isOwn(String origin, @Nullable String host) {
    Matcher form = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
    if (host == null || !form.matches()) {
      return false;
    }
    String port = form.group(1).equals("https") ? ":443" : ":80";
    String lower = host.toLowerCase(Locale.ROOT);
    return form.group(2).equals(lower)
        || withPort(form.group(2), port).equals(withPort(lower, port));
  }

  private static String withPort(String authority, String port) {
    Matcher form = AUTHORITY.matcher(authority);
    return form.matches() && form.group(2) == null ? authority + port : authority;
  }
}
