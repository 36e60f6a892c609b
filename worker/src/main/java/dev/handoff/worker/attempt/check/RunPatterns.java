package dev.handoff.worker.attempt.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the words of a shell script that stand where it runs programs: at the start of a command,
 * behind an interpreter, and in the list of a loop whose variable stands there. A pattern elsewhere
 * names the input of a program, such as the sources that a linter reads, and the job may change
 * those. Pure.
 */
final class RunPatterns {

  private static final Pattern TOKEN = Pattern.compile("[;&|()\\n]+|[^\\s;&|()]+");
  private static final Pattern BEFORE_A_COMMAND =
      Pattern.compile(
          "[;&|()\\n]+|do|then|else|elif|if|while|until|\\{|!|time|exec|env|command|\\w+=.*");
  private static final Pattern INTERPRETER =
      Pattern.compile(
          "(?:.*/)?(?:(?:ba|da|z|k)?sh|python[\\d.]*|node|deno|bun|ruby|perl|php|lua|source|\\.)");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");

  private final Map<String, List<String>> lists = new LinkedHashMap<>();
  private final Set<String> run = new LinkedHashSet<>();

  private RunPatterns() {}

  /** The words without quotes, including names that are not patterns. */
  static Set<String> of(String script) {
    RunPatterns patterns = new RunPatterns();
    patterns.read(script);
    Set<String> all = new LinkedHashSet<>(patterns.run);
    for (String word : patterns.run) {
      Matcher variable = VARIABLE.matcher(word);
      if (variable.find()) {
        all.addAll(patterns.lists.getOrDefault(variable.group(1), List.of()));
      }
    }
    return all;
  }

  private void read(String script) {
    boolean isAtStart = true;
    List<String> list = null;
    String before = "";
    for (Matcher tokens = TOKEN.matcher(script); tokens.find(); ) {
      String token = tokens.group().replaceAll("[\"']", "");
      boolean isBetween = BEFORE_A_COMMAND.matcher(token).matches();
      if (before.equals("for")) {
        list = lists.computeIfAbsent(token, name -> new ArrayList<>());
      } else if (list != null && !isBetween) {
        list.add(token);
      } else if (isAtStart && !isBetween && !token.startsWith("-")) {
        run.add(token);
      }
      list = isBetween ? null : list;
      isAtStart =
          isBetween
              || isAtStart && token.startsWith("-")
              || isAtStart && INTERPRETER.matcher(token).matches();
      before = token;
    }
  }
}
