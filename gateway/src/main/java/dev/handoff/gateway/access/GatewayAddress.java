package dev.handoff.gateway.access;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a gateway listens.
 *
 * @param host a name or a literal address, an IPv6 one in brackets
 * @param port 0: any free one
 */
public record GatewayAddress(String host, int port) {

  /** For this host only. */
  public static final GatewayAddress DEFAULT = new GatewayAddress("127.0.0.1", 9470);

  private static final Pattern FORM =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");
  private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]", "[0:0:0:0:0:0:0:1]");
  private static final Pattern LOOPBACK_4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");
  private static final int MAX_PORT = 65535;

  /**
   * Parses {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException if it has another form; the message names the rule
   */
  public static GatewayAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > MAX_PORT) {
      throw new IllegalArgumentException(
          "must be HOST:PORT, such as " + DEFAULT + ", got: " + text);
    }
    return new GatewayAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  /** Whether only programs of this host can reach it. A name other than localhost is not asked. */
  public boolean isLoopback() {
    return isLoopback(host);
  }

  /** Whether the text is localhost or a literal address of this host. */
  public static boolean isLoopback(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(lower) || LOOPBACK_4.matcher(lower).matches();
  }

  /** As Java's sockets want the host: without brackets. */
  public String plainHost() {
    return host.replaceAll("[\\[\\]]", "");
  }

  public GatewayAddress withPort(int other) {
    return new GatewayAddress(host, other);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
