package dev.handoff.brief.lint;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The targets of a makefile.
 *
 * @param isWhole whether these are certainly all
 */
record Makefile(Set<String> targets, boolean isWhole) {

  private static final Pattern RULE = Pattern.compile("(?m)^([^\\t#:=\\n][^#:=\\n]*+)::?(?![:=])");

  /** Constructs that can add targets without naming them in the text. */
  private static final Pattern OPEN =
      Pattern.compile(
          "(?m)%|\\.DEFAULT\\b|^[ \\t]*-?s?include\\b|\\$[({]eval|^define\\b|^\\.[a-z]+\\.[a-z]+[ \\t]*:");

  static Makefile of(String text) {
    String joined = text.replace("\\\r\n", " ").replace("\\\n", " ").replace("\r", "");
    Set<String> targets = new TreeSet<>();
    boolean isWhole = !OPEN.matcher(joined).find();
    for (Matcher rule = RULE.matcher(joined); rule.find(); ) {
      isWhole &= rule.group(1).indexOf('$') < 0;
      targets.addAll(List.of(rule.group(1).strip().split("\\s+")));
    }
    return new Makefile(targets, isWhole);
  }
}
