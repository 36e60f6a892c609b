package dev.handoff.brief.policy;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Recognizes variables of production and files of credentials by their names. */
public final class ProductionNames {

  private static final Pattern CREDENTIAL_FILE =
      Pattern.compile(
          "(.*/)?("
              + String.join(
                  "|",
                  "\\.aws/credentials",
                  "\\.kube/config",
                  "kubeconfig(\\.ya?ml)?",
                  "\\.docker/config\\.json",
                  "\\.netrc",
                  "\\.pgpass",
                  "\\.git-credentials",
                  "\\.vault-token",
                  "\\.ssh/[^/]*(?<!\\.pub)(?<!config)(?<!known_hosts)",
                  "id_(rsa|dsa|ecdsa|ed25519)",
                  "\\.config/gcloud/.*",
                  "\\.azure/.*",
                  "application_default_credentials\\.json",
                  "service[-_]account[^/]*\\.json",
                  "credentials\\.tfrc\\.json",
                  "[^/]*\\.tfstate",
                  "\\.env\\.prod[^/]*")
              + ")");

  private ProductionNames() {}

  /** {@code DB_PROD_PASSWORD}, {@code PROD_TOKEN}, {@code API_KEY_PRODUCTION}; not NODE_ENV. */
  public static boolean isOfProduction(String variable) {
    List<String> parts = List.of(variable.toUpperCase(Locale.ROOT).split("_"));
    return parts.size() > 1 && (parts.contains("PROD") || parts.contains("PRODUCTION"));
  }

  /** Whether the end of a path is typical for files of credentials. */
  public static boolean isCredentialFile(String path) {
    return CREDENTIAL_FILE.matcher(path).matches();
  }
}
