package dev.handoff.brief.lint;

import dev.handoff.brief.Command;
import dev.handoff.brief.lint.CommandNeed.Kind;
import dev.handoff.brief.policy.ShellWords;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a command needs to run: scripts that it names, and targets of npm and make. It is no
 * shell: it skips unknown options, variables, and folders that it cannot follow, because its
 * findings can refuse a brief.
 */
final class CommandNeeds {

  private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "zsh", "ksh");

  private static final Set<String> CONDITIONS =
      Set.of("if", "then", "else", "elif", "do", "while", "until", "!", "{", "case", "for");

  /** Commands that create no files. */
  private static final Set<String> INERT =
      Set.of("cd", "set", "export", "echo", "test", "[", "true", ":", "umask");

  /** Options without a value, after which the script may follow. */
  private static final Pattern SHELL_FLAG = Pattern.compile("-[aefhklmnuvxEBCH]+|--");

  private static final Pattern PYTHON = Pattern.compile("python[0-9.]*");
  private static final Pattern PYTHON_FLAG = Pattern.compile("-[bBdEIOqsSuvx]+");
  private static final Pattern RUBY_FLAG = Pattern.compile("-[wWv]+");

  private static final Map<String, Pattern> SCRIPT_OF =
      Map.of(
          "node", Pattern.compile(".*\\.[cm]?js"),
          "ruby", Pattern.compile(".+"),
          "perl", Pattern.compile(".+"),
          "php", Pattern.compile(".+"),
          "Rscript", Pattern.compile(".+"));

  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\+?=.*");
  private static final Pattern DURATION = Pattern.compile("[0-9.]+[smhd]?");

  /** A literal word that can be a path in the tree. */
  private static final Pattern PLAIN =
      Pattern.compile("(?![-/~])(?!.*://)[^$`*?\\[\\]{}<>|&;()\\\\\"'~\\x00-\\x1f]+");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:_.-]*");
  private static final Pattern MAKE_FLAG = Pattern.compile("-[sSkBr]+|-j[0-9]*|--silent");

  /** Characters with which a script can succeed although one of its commands failed. */
  private static final Pattern COMPOSED = Pattern.compile("[|;&<>(){}`\n]");

  private static final int MOST_SHELLS = 5;
  private static final int MOST_PLACES = 20;

  private final Set<CommandNeed> found = new LinkedHashSet<>();

  // The possible folders in the order in which they were entered; null once one cannot be followed.
  private @Nullable List<String> places = new ArrayList<>(List.of(""));

  // Whether the script is a plain chain, in which each command must succeed before the next runs.
  private boolean isChain = true;

  private CommandNeeds() {}

  static List<CommandNeed> of(Command command) {
    CommandNeeds needs = new CommandNeeds();
    needs.simple(command.argv(), 0, true);
    return List.copyOf(needs.found);
  }

  private void script(String script, int depth, boolean isCertain) {
    if (script.contains("<<")) {
      return; // input of a program, which may look like commands
    }
    boolean isOuterChain = isChain;
    List<String> outer = places;
    isChain = !COMPOSED.matcher(script.replace("&&", " ")).find();
    boolean isFirst = true;
    for (List<String> command : ShellWords.commands(script)) {
      simple(command, depth, isCertain && isChain && isFirst);
      // Any other command may create what the next one needs.
      isFirst &= INERT.contains(command.get(0));
    }
    places = outer;
    isChain = isOuterChain;
  }

  private void simple(List<String> words, int depth, boolean isCertain) {
    int at = 0;
    while (at < words.size()
        && (CONDITIONS.contains(words.get(at)) || ASSIGNMENT.matcher(words.get(at)).matches())) {
      isCertain &= !CONDITIONS.contains(words.get(at));
      at++;
    }
    at = program(words, at);
    if (at < words.size() && places != null) {
      program(words.get(at), words.subList(at + 1, words.size()), depth, isCertain);
    }
  }

  /**
   * The index of the program after wrappers that only change how it runs; the end if that is
   * unclear.
   */
  private static int program(List<String> words, int from) {
    int at = from;
    while (at < words.size()) {
      String word = words.get(at);
      if (word.equals("env") || ASSIGNMENT.matcher(word).matches()) {
        at++;
      } else if (Set.of("time", "nohup", "exec", "command", "eval").contains(word)) {
        at++;
      } else if (word.equals("timeout")) {
        boolean isPlain = at + 1 < words.size() && DURATION.matcher(words.get(at + 1)).matches();
        at = isPlain ? at + 2 : words.size();
      } else if (word.equals("nice")) {
        boolean isNumbered = at + 2 < words.size() && words.get(at + 1).equals("-n");
        at += isNumbered ? 3 : 1;
      } else {
        return word.startsWith("-") ? words.size() : at;
      }
    }
    return at;
  }

  private void program(String program, List<String> arguments, int depth, boolean isCertain) {
    String name = program.substring(program.lastIndexOf('/') + 1);
    if (program.equals("cd")) {
      enter(arguments);
    } else if (Set.of("pushd", "popd").contains(program)) {
      places = null;
    } else if (SHELLS.contains(name) && (name.equals(program) || program.startsWith("/"))) {
      shell(arguments, depth, isCertain);
    } else if (program.equals(".") || program.equals("source")) {
      source(arguments, isCertain);
    } else if (program.indexOf('/') >= 0) {
      need(Kind.PROGRAM, program, isCertain);
    } else if (PYTHON.matcher(program).matches()) {
      firstBehind(PYTHON_FLAG, Pattern.compile(".+"), arguments, isCertain);
    } else if (SCRIPT_OF.containsKey(program)) {
      firstBehind(RUBY_FLAG, SCRIPT_OF.get(program), arguments, isCertain);
    } else if (program.equals("npm")) {
      npm(arguments, isCertain);
    } else if (program.equals("pnpm")) {
      npm(arguments, false);
    } else if (program.equals("make") || program.equals("gmake")) {
      make(arguments, isCertain);
    }
  }

  /** Enters a folder. In a script that is no plain chain, some later commands may run elsewhere. */
  private void enter(List<String> arguments) {
    List<String> from = places;
    if (from == null || arguments.size() != 1 || !PLAIN.matcher(arguments.get(0)).matches()) {
      places = null;
      return;
    }
    List<String> entered = isChain ? new ArrayList<>() : new ArrayList<>(from);
    from.forEach(place -> entered.add(place + arguments.get(0) + "/"));
    places = entered.size() > MOST_PLACES ? null : entered;
  }

  private void shell(List<String> arguments, int depth, boolean isCertain) {
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (word.matches("-[a-z]*c")) {
        if (depth < MOST_SHELLS && i + 1 < arguments.size()) {
          script(arguments.get(i + 1), depth + 1, isCertain);
        }
        return;
      }
      if (!word.startsWith("-")) {
        need(Kind.SCRIPT, word, isCertain);
        return;
      }
      if (!SHELL_FLAG.matcher(word).matches()) {
        return;
      }
    }
  }

  /** Records a sourced script. A shell looks for a name without a slash in the PATH. */
  private void source(List<String> arguments, boolean isCertain) {
    if (!arguments.isEmpty() && arguments.get(0).indexOf('/') >= 0) {
      need(Kind.SCRIPT, arguments.get(0), isCertain);
    }
  }

  private void firstBehind(
      Pattern flag, Pattern script, List<String> arguments, boolean isCertain) {
    for (String word : arguments) {
      if (!flag.matcher(word).matches()) {
        if (!word.startsWith("-") && script.matcher(word).matches()) {
          need(Kind.SCRIPT, word, isCertain);
        }
        return;
      }
    }
  }

  private void npm(List<String> arguments, boolean isCertain) {
    List<String> words = new ArrayList<>(arguments);
    words.removeIf(word -> word.equals("-s") || word.equals("--silent"));
    if (words.isEmpty()) {
      return;
    }
    boolean isRun = words.get(0).equals("run") || words.get(0).equals("run-script");
    String script = words.get(0).equals("test") || words.get(0).equals("t") ? "test" : null;
    if (isRun && words.size() > 1) {
      script = words.get(1);
    }
    int options = words.contains("--") ? words.indexOf("--") : words.size();
    boolean hasOption = words.subList(0, options).stream().anyMatch(word -> word.startsWith("-"));
    if (script != null && !hasOption && NAME.matcher(script).matches()) {
      add(Kind.NPM_SCRIPT, script, isCertain);
    }
  }

  private void make(List<String> arguments, boolean isCertain) {
    List<String> words = new ArrayList<>(arguments);
    words.removeIf(word -> MAKE_FLAG.matcher(word).matches() || ASSIGNMENT.matcher(word).matches());
    if (words.stream().allMatch(word -> NAME.matcher(word).matches())) {
      words.forEach(target -> add(Kind.MAKE_TARGET, target, isCertain));
    }
  }

  private void need(Kind kind, String word, boolean isCertain) {
    if (PLAIN.matcher(word).matches()) {
      add(kind, word, isCertain);
    }
  }

  private void add(Kind kind, String word, boolean isCertain) {
    if (places != null) {
      found.add(new CommandNeed(kind, word, List.copyOf(places), isCertain && places.size() == 1));
    }
  }
}
