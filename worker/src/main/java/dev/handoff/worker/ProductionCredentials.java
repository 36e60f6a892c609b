package dev.handoff.worker;

import dev.handoff.brief.policy.ProductionNames;
import dev.handoff.worker.attempt.order.AttemptSettings;
import dev.handoff.worker.secret.Secret;
import dev.handoff.worker.secret.Secrets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Finds credentials in a worker's own environment that look like production's. */
public final class ProductionCredentials {

  private static final Pattern LIVE_KEY = Pattern.compile("(sk|rk)_live_[A-Za-z0-9]{8,}");
  private static final Pattern PRODUCTION =
      Pattern.compile("(?i)(.*[^a-z])?prod(uction)?([^a-z].*)?");

  private ProductionCredentials() {}

  /**
   * Returns the names, never the values, of variables that hold such credentials or select them.
   *
   * @param environment of the worker
   */
  public static List<String> in(Map<String, String> environment) {
    return new TreeMap<>(environment)
        .entrySet().stream()
            .filter(variable -> isOne(variable.getKey(), variable.getValue()))
            .map(Map.Entry::getKey)
            .toList();
  }

  private static boolean isOne(String name, String value) {
    List<Secret> secrets = Secrets.of(Map.of(name, value), any -> false);
    boolean isOfProduction = ProductionNames.isOfProduction(name) && !secrets.isEmpty();
    boolean isProfile = name.equals("AWS_PROFILE") && PRODUCTION.matcher(value).matches();
    return isOfProduction || isProfile || LIVE_KEY.matcher(value).find();
  }

  /**
   * @throws ProductionCredentialsException if there are any and the policy does not allow it
   */
  public static void refuse(AttemptSettings settings) {
    List<String> names = in(settings.environment());
    if (!names.isEmpty() && !settings.policy().allowsProductionCredentials()) {
      throw new ProductionCredentialsException(
          "this worker's environment has what looks like production's credentials: "
              + String.join(", ", names)
              + ". It did not start, and no job was taken. Start it without these variables; if"
              + " they are harmless, its file can say policy: {allow_production_credentials: true}");
    }
  }
}
