package dev.handoff.worker.attempt.publish;

import dev.handoff.brief.policy.ProductionNames;
import java.util.Locale;
import java.util.regex.Pattern;

/** Recognizes ignored files that hold secrets by their names. Pure. */
final class SecretFiles {

  private static final Pattern NAME =
      Pattern.compile(
          "\\.env(rc|\\..+)?|.*\\.env"
              + "|.*\\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg|tfvars)"
              + "|\\.(npmrc|pypirc|htpasswd|git-credentials|netrc|pgpass|s3cfg|boto)"
              + "|[^.]*(secret|credential|password|passwd|token)s?(\\.(ya?ml|json|toml|ini|txt|properties))?"
              + "|id_(rsa|dsa|ecdsa|ed25519)");
  private static final Pattern EXAMPLE = Pattern.compile(".*\\.(example|sample|template|dist)");

  private SecretFiles() {}

  static boolean isOne(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    boolean isNamedSo = NAME.matcher(name).matches() && !EXAMPLE.matcher(name).matches();
    return isNamedSo || ProductionNames.isCredentialFile(path);
  }
}
