package dev.handoff.worker.attempt.check;

import dev.handoff.brief.Command;
import dev.handoff.brief.lint.TestFolders;
import dev.handoff.worker.attempt.git.Git;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the files of a tree that a command names: as a word or in the middle of a script, behind an
 * option or a variable's name ({@code --config=FILE}, {@code SCRIPT=FILE}), in a folder that
 * another word enters ({@code cd FOLDER && sh FILE}), by a pattern of what it runs ({@link
 * RunPatterns}), and in a folder of tests that it names ({@code pytest tests}). It does not parse
 * the shell's language, and prefers a file too many: the job may write a file that is missed. Pure.
 */
public final class NamedFiles {

  // A brief with more would only keep a worker busy.
  private static final int MAX_FOLDERS = 20;
  private static final int MAX_PATTERNS = 50;
  private static final int MAX_STARS = 10;

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s;|&<>()'\"]+");
  private static final Pattern IN_A_WORD = Pattern.compile("[=:,@]+");
  // The shell replaces these by unknown text.
  private static final Pattern EXPANDED =
      Pattern.compile(
          "\\$\\{[^}]{0,99}+}|\\$[A-Za-z_0-9]++|\\$|`|\\[[^\\]/]{0,99}+]|\\{[^}]{0,99}+}|[?*]++");
  private static final Pattern ATTACHED = Pattern.compile("^-[A-Za-z]");

  private final Set<String> files;
  private final Set<String> folders = new TreeSet<>();

  /**
   * @param files all files of the tree in git's spelling
   */
  NamedFiles(Set<String> files) {
    this.files = files;
    for (String file : files) {
      for (int slash = file.indexOf('/'); slash >= 0; slash = file.indexOf('/', slash + 1)) {
        folders.add(file.substring(0, slash));
      }
    }
  }

  /**
   * The files that a command names.
   *
   * @param folder where it starts; empty or ending with a slash
   */
  Set<String> by(Command command, String folder) {
    Set<String> words = new LinkedHashSet<>();
    Set<String> run = new LinkedHashSet<>();
    for (String argument : command.argv()) {
      addWord(words, argument);
      for (String word : BETWEEN_WORDS.split(argument)) {
        addWord(words, word);
      }
      RunPatterns.of(argument).forEach(word -> addWord(run, word));
    }
    run.removeIf(word -> !isPattern(word));
    Set<String> named = new LinkedHashSet<>();
    Set<String> patterns = new LinkedHashSet<>();
    Collection<String> places = entered(words, folder);
    for (String place : places) {
      for (String word : words) {
        if (files.contains(path(place, word))) {
          named.add(path(place, word));
        }
        addTests(path(place, beforePattern(word)), named);
      }
    }
    for (String word : run) {
      String pattern = EXPANDED.matcher(word).replaceAll("*");
      places.forEach(place -> patterns.add(path(place, pattern)));
    }
    patterns.stream().limit(MAX_PATTERNS).forEach(pattern -> addMatching(pattern, named));
    return named;
  }

  /** All files of a folder of tests. In other folders a program may read the job's work. */
  private void addTests(String folder, Set<String> named) {
    if (folders.contains(folder) && TestFolders.matches(folder)) {
      files.stream().filter(file -> file.startsWith(folder + "/")).forEach(named::add);
    }
  }

  private static String beforePattern(String word) {
    Matcher pattern = EXPANDED.matcher(word);
    return pattern.find() ? word.substring(0, word.lastIndexOf('/', pattern.start()) + 1) : word;
  }

  private static void addWord(Set<String> words, String text) {
    String word = Git.raw(text);
    words.add(word);
    words.add(ATTACHED.matcher(word).replaceFirst(""));
    words.addAll(List.of(IN_A_WORD.split(word)));
    // $PWD/FILE, and anything else that may stand for an entered folder.
    int slash = word.indexOf('/');
    if (slash > 0 && EXPANDED.matcher(word.substring(0, slash)).matches()) {
      words.add(word.substring(slash + 1));
    }
  }

  /** The folder itself, and the folders that the words name, relative to it or to one of them. */
  private Collection<String> entered(Set<String> words, String folder) {
    Set<String> entered = new LinkedHashSet<>(Set.of(folder));
    Deque<String> open = new ArrayDeque<>(entered);
    while (!open.isEmpty() && entered.size() < MAX_FOLDERS) {
      String place = open.poll();
      for (String word : words) {
        String path = path(place, word);
        if (folders.contains(path) && entered.size() < MAX_FOLDERS && entered.add(path + "/")) {
          open.add(path + "/");
        }
      }
    }
    return entered;
  }

  /** A pattern that consists only of text from the shell would match everything. */
  private static boolean isPattern(String word) {
    String known = EXPANDED.matcher(word).replaceAll("");
    return known.length() < word.length()
        && known.chars().anyMatch(Character::isLetterOrDigit)
        && EXPANDED.matcher(word).results().limit(MAX_STARS + 1).count() <= MAX_STARS;
  }

  private void addMatching(String pattern, Set<String> named) {
    for (String file : files) {
      if (matches(pattern, file)) {
        named.add(file);
      }
    }
  }

  /** Whether the stars can match text without a slash: at most length times length steps. */
  private static boolean matches(String pattern, String file) {
    int at = 0;
    int in = 0;
    int star = -1;
    int from = 0;
    while (in < file.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        from = in;
      } else if (at < pattern.length() && pattern.charAt(at) == file.charAt(in)) {
        at++;
        in++;
      } else if (star >= 0 && file.charAt(from) != '/') {
        at = star + 1;
        in = ++from;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }

  /** A word of a command that starts in the folder, as a path in git's spelling. */
  public static String path(String folder, String word) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : (folder + word).split("/")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }
}
