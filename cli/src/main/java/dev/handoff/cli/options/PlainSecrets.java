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
 * Which properties of a Kafka client hold a secret as it is, and not by naming where it is kept.
 * Pure.
 */
final class PlainSecrets {

  /** A config provider puts the value in its place: {@code ${env:NAME}}. */
  static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]+):([^}]+)}");

  private static final Pattern SECRET_NAME =
      Pattern.compile(".*(password|passwd|passphrase|secret|credential|token)s?");
  private static final Pattern LOGIN_OPTION =
      Pattern.compile("([\\w.-]+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;\"]+))");

  /** Kafka calls them passwords, so that they may stand in the file; they are public. */
  private static final Set<String> PUBLIC =
      Set.of("ssl.keystore.certificate.chain", "ssl.truststore.certificates");

  private static final Map<String, ConfigKey> KAFKAS = AdminClientConfig.configDef().configKeys();

  private PlainSecrets() {}

  /** The names of those properties, sorted. */
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
