package dev.handoff.worker.secret;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Decides by its name whether the value of a variable is a secret. */
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

  /** Words that mark a secret only at the end of a longer name: PWD and KEY alone do not. */
  private static final Set<String> TELLING_LAST = Set.of("KEY", "PWD", "PASS", "DSN");

  /** Words for where or what a secret is, whose values are no secrets. */
  private static final Set<String> ABOUT =
      Set.of(
          "FILE",
          "PATH",
          "DIR",
          "SOCK",
          "URL",
          "URI",
          "HOST",
          "NAME",
          "USER",
          "TYPE",
          "TTL",
          "COUNT",
          "LIMIT",
          "LENGTH",
          "EXPIRY",
          "EXPIRES",
          "LIFETIME",
          "TIMEOUT",
          "ALGORITHM",
          "METHOD",
          "MODE",
          "PROVIDER",
          "ISSUER",
          "AUDIENCE",
          "DOMAIN",
          "REALM",
          "ENDPOINT",
          "REGION",
          "POLICY",
          "ENABLED");

  /** Words for keys that open something; other keys sort, group or find something. */
  private static final Set<String> OPENING =
      Set.of(
          "API",
          "ACCESS",
          "ACCOUNT",
          "ADMIN",
          "APP",
          "CLIENT",
          "DEPLOY",
          "ENCRYPT",
          "ENCRYPTION",
          "GPG",
          "HMAC",
          "JWT",
          "LICENCE",
          "LICENSE",
          "MASTER",
          "PGP",
          "PRESHARED",
          "PRIVATE",
          "ROOT",
          "RSA",
          "SERVICE",
          "SESSION",
          "SHARED",
          "SIGN",
          "SIGNING",
          "SSH",
          "STORAGE",
          "SUBSCRIPTION",
          "VAULT");

  private SecretNames() {}

  static boolean isSecret(String name) {
    List<String> parts = parts(name);
    if (parts.isEmpty()) {
      return false;
    }
    String last = parts.get(parts.size() - 1);
    if (ABOUT.contains(last)) {
      return false;
    }
    boolean isString = parts.contains("CONNECTION") && last.equals("STRING");
    boolean isLast = parts.size() > 1 && TELLING_LAST.contains(last);
    return isString || isLast || isKeyId(parts) || parts.stream().anyMatch(TELLING::contains);
  }

  /** Whether only the word KEY marks it, and not one that opens something: {@code SORT_KEY}. */
  static boolean isVague(String name) {
    List<String> parts = parts(name);
    boolean isOfKey = parts.get(parts.size() - 1).equals("KEY") || isKeyId(parts);
    return isOfKey
        && parts.stream().noneMatch(part -> TELLING.contains(part) || OPENING.contains(part));
  }

  private static boolean isKeyId(List<String> parts) {
    return parts.contains("KEY") && parts.get(parts.size() - 1).equals("ID");
  }

  private static List<String> parts(String name) {
    return List.of(name.toUpperCase(Locale.ROOT).split("_+"));
  }
}
