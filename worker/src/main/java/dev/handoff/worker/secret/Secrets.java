package dev.handoff.worker.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the secret values: those of variables with a secret's name, passwords in URLs, and what the
 * worker's file names. Leaves out values that are too short, and plain ones if only a name suggests
 * a secret: to redact every {@code 1} or {@code postgres} would make each log unreadable and fail
 * each change.
 */
public final class Secrets {

  /** For what the file names. */
  static final int SHORTEST = 6;

  /** For what only a name suggests. */
  static final int SHORTEST_GUESSED = 8;

  private static final Pattern LOGIN =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,30}://[^/@\\s:]*:([^/@\\s]+)@");

  private Secrets() {}

  /**
   * The secrets among the variables, sorted by name.
   *
   * @param named whether the worker's file marks the variable of that name as secret
   */
  public static List<Secret> of(Map<String, String> environment, Predicate<String> named) {
    List<Secret> secrets = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              boolean isNamed = named.test(name) && value.strip().length() >= SHORTEST;
              if (isNamed || isGuessed(name, value)) {
                secrets.add(new Secret(name, value));
              }
              Matcher login = LOGIN.matcher(value);
              while (login.find()) {
                if (SecretValues.isTelling(login.group(1))) {
                  secrets.add(new Secret("the password in " + name, login.group(1)));
                }
              }
            });
    return List.copyOf(secrets);
  }

  private static boolean isGuessed(String name, String value) {
    return SecretNames.isSecret(name)
        && SecretValues.isTelling(value)
        && !(SecretNames.isVague(name) && SecretValues.isPlain(value));
  }

  /** The secrets of a file, one a line; its name stands for all of them. */
  public static List<Secret> ofLines(String file, List<String> lines) {
    return lines.stream()
        .map(String::strip)
        .filter(line -> line.length() >= SHORTEST)
        .map(line -> new Secret("a line of " + file, line))
        .toList();
  }
}
