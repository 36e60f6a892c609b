package dev.handoff.worker.secret;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tells by its name whether the value of a variable is a secret. */
final class SecretNames {

  private static final Set<String> TELLING =
      Set.of(
          "TOKEN",
          "TOKENS",
          "SECRET",
          "SECRETS",
          "PASSWORD",
          "PASSWORDS",
          "PASSWD",
          "PASSPHRASE",
          "CREDENTIAL",
          "CREDENTIALS",
          "APIKEY",
          "PAT",
          "COOKIE",
          "AUTH");

  /** Words that say so only at the end of a name of several: PWD and KEY alone are others. */
  private static final Set<String> TELLING_LAST = Set.of("KEY", "PWD", "PASS", "DSN");

  /** What is said of where or what a secret is, and is none. */
  private static final Set<String> ABOUT =
      Set.of("FILE", "PATH", "DIR", "SOCK", "URL", "URI", "HOST", "NAME", "USER", "TYPE", "TTL");

  private SecretNames() {}

  static boolean isSecret(String name) {
    List<String> parts = List.of(name.toUpperCase(Locale.ROOT).split("_+"));
    if (parts.isEmpty()) {
      return false;
    }
    String last = parts.get(parts.size() - 1);
    if (ABOUT.contains(last)) {
      return false;
    }
    boolean isString = parts.contains("CONNECTION") && last.equals("STRING");
    boolean isKey = parts.size() > 1 && TELLING_LAST.contains(last);
    boolean isKeyId = parts.contains("KEY") && last.equals("ID");
    return isString || isKey || isKeyId || parts.stream().anyMatch(TELLING::contains);
  }
}
