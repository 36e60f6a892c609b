package dev.handoff.cli.options;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/**
 * Finds properties of a Kafka client that contain a secret in plain text rather than a reference to
 * it. Pure.
 */
final class PlainSecrets {

  /** A reference that a config provider replaces by the value: {@code ${env:NAME}}. */
  static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]+):([^}]+)}");

  private static final Pattern SECRET_NAME =
      Pattern.compile(".*(password|passwd|passphrase|secret|credential|token)s?");
  private static final Pattern LOGIN_OPTION =
      Pattern.compile("([\\w.-]+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;\"]+))");

  /** These have Kafka's type PASSWORD, but their values are public. */
  private static final Set<String> PUBLIC =
      Set.of("ssl.keystore.certificate.chain", "ssl.truststore.certificates");

  private static final Map<String, ConfigKey> KAFKAS = AdminClientConfig.configDef().configKeys();

  private PlainSecrets() {}

  /** The sorted names of those properties. */
  static Set<String> in(Map<String, String> properties) {
    Set<String> names = new TreeSet<>();
    properties.forEach(
        (name, value) -> {
          boolean isSecret =
              name.endsWith("sasl.jaas.config") ? isInLogin(value) : isPlain(name, value);
          if (isSecret) {
            names.add(name);
          }
        });
    return names;
  }

  private static boolean isPlain(String name, String value) {
    return isSecretName(name) && !isReference(value);
  }

  private static boolean isSecretName(String name) {
    ConfigKey known = KAFKAS.get(name);
    return known == null
        ? SECRET_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches()
        : known.type == ConfigDef.Type.PASSWORD && !PUBLIC.contains(name);
  }

  private static boolean isInLogin(String line) {
    Matcher option = LOGIN_OPTION.matcher(line);
    while (option.find()) {
      String value = option.group(2) == null ? option.group(3) : option.group(2);
      boolean isSecret = SECRET_NAME.matcher(option.group(1).toLowerCase(Locale.ROOT)).matches();
      if (isSecret && !isReference(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isReference(String value) {
    return REFERENCE.matcher(value).replaceAll("").isBlank();
  }
}
