package dev.handoff.gateway.trace;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * Where a collector receives traces by OTLP over HTTP.
 *
 * @param base the part before {@code /v1/traces}, without a slash at its end
 */
public record OtlpAddress(String base) {

  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final String TRACES = "/v1/traces";
  private static final int MAX_PORT = 65535;

  /**
   * Parses the URL of a collector, with or without {@code /v1/traces}.
   *
   * @throws IllegalArgumentException if it has another form; the message names the rule, and has
   *     nothing of a password
   */
  public static OtlpAddress parse(String text) {
    URI url = url(text);
    boolean hasHost =
        url.getHost() != null && SCHEMES.contains(url.getScheme()) && url.getPort() <= MAX_PORT;
    if (!hasHost || url.getPort() == 0) {
      throw wrong(text);
    }
    if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getFragment() != null) {
      throw new IllegalArgumentException(
          "must have neither a user nor a query: credentials of a service stand in a collector of your own");
    }
    String path = url.getRawPath().replaceAll("/+$", "");
    String prefix =
        path.endsWith(TRACES) ? path.substring(0, path.length() - TRACES.length()) : path;
    return new OtlpAddress(url.getScheme() + "://" + url.getRawAuthority() + prefix);
  }

  private static URI url(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw wrong(text);
    }
  }

  private static IllegalArgumentException wrong(String text) {
    String got = text.contains("@") ? "" : ", got: " + text;
    return new IllegalArgumentException(
        "must be http:// or https:// and a host, such as http://collector:4318" + got);
  }

  /** The URL that requests go to. */
  String traces() {
    return base + TRACES;
  }

  @Override
  public String toString() {
    return base;
  }
}
