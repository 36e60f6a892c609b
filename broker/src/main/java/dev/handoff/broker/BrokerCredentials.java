package dev.handoff.broker;

import java.util.Map;
import java.util.regex.Pattern;

/** The only user of a local broker; the password gives all rights on it. */
public record BrokerCredentials(String user, String password) {
  // Both are quoted in a JAAS line, where a quote or backslash would end or change them.
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  public BrokerCredentials {
    if (user == null || !SAFE.matcher(user).matches()) {
      throw new IllegalArgumentException("user must match " + SAFE + ", got " + user);
    }
    if (password == null || !SAFE.matcher(password).matches()) {
      throw new IllegalArgumentException("password must match " + SAFE + ", got another text");
    }
  }

  /**
   * Kafka client settings for a broker with these credentials.
   *
   * @param bootstrapServer host:port of the broker
   */
  public Map<String, String> clientProperties(String bootstrapServer) {
    return Map.of(
        "bootstrap.servers",
        bootstrapServer,
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        loginLine() + ";");
  }

  /** The JAAS line of a listener: the user who may log in there, and the broker's own login. */
  String listenerJaas() {
    return loginLine() + " user_" + user + "=\"" + password + "\";";
  }

  private String loginLine() {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
        + user
        + "\" password=\""
        + password
        + "\"";
  }

  /** Without the password, which must not reach a log. */
  @Override
  public String toString() {
    return "BrokerCredentials[user=" + user + "]";
  }
}
