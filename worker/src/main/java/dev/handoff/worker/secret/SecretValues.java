package dev.handoff.worker.secret;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides whether a value can be a secret when only the name of its variable suggests it. A secret
 * is masked in every log and fails every change that adds it, so plain values must not count; but
 * in doubt a value is a secret.
 */
final class SecretValues {

  /** Lower case, upper case, or camel case. */
  private static final String WORD = "([a-z]+|[A-Z]+|[A-Z]?[a-z]{2,}([A-Z][a-z]+){0,2})";

  private static final Pattern WORDS = Pattern.compile(WORD + "([-_.:/ ]" + WORD + "){0,2}");
  private static final int LONGEST_WORDS = 24;

  /** A decimal, a version, an address. */
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([._][0-9]+){0,3}");

  private static final Pattern FILE_NAME =
      Pattern.compile("[a-z0-9._@ -]+|[A-Z0-9._@ -]{1,12}|[.]?([A-Z]?[a-z]++[._ -]?){1,4}");

  private SecretValues() {}

  /** Whether it is long enough, no path, and more than letters of one case or digits. */
  static boolean isTelling(String value) {
    String plain = value.strip();
    return plain.length() >= Secrets.SHORTEST_GUESSED && kinds(plain) > 1 && !isPath(plain);
  }

  /**
   * Whether it is one to three words such as {@code created_at}, or a number. A generated key mixes
   * digits and letters of any case; a passphrase has more words.
   */
  static boolean isPlain(String value) {
    String plain = value.strip();
    return plain.length() <= LONGEST_WORDS
        && (WORDS.matcher(plain).matches() || NUMBER.matcher(plain).matches());
  }

  /** Base64 can begin with a slash too, so each part must look like a file name. */
  private static boolean isPath(String value) {
    boolean beginsAsOne = Stream.of("/", "~/", "./", "../").anyMatch(value::startsWith);
    return beginsAsOne
        && Arrays.stream(value.substring(value.indexOf('/')).split("/"))
            .filter(part -> !part.isEmpty())
            .allMatch(part -> FILE_NAME.matcher(part).matches());
  }

  private static int kinds(String value) {
    return kind(value, Character::isLowerCase)
        + kind(value, Character::isUpperCase)
        + kind(value, Character::isDigit)
        + kind(value, each -> !Character.isLetterOrDigit(each));
  }

  private static int kind(String value, IntPredicate isOfKind) {
    return value.chars().anyMatch(isOfKind) ? 1 : 0;
  }
}
