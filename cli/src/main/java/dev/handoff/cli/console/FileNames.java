package dev.handoff.cli.console;

import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Detects names that this JVM cannot represent. It decodes file names in the character set of its
 * locale, which the launcher sets; a letter that this set lacks is replaced by a placeholder.
 */
public final class FileNames {

  private static final String CHARSET = System.getProperty("sun.jnu.encoding", "UTF-8");
  private static final char LOST = '\uFFFD';
  private static final List<String> FOLDERS =
      List.of("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "PWD");

  private FileNames() {}

  /**
   * The first argument or folder of this process that could not be decoded, with the remedy.
   *
   * @param folder in which the process was started
   */
  public static Optional<String> objection(
      String[] arguments, String folder, Map<String, String> environment) {
    if (isAny(CHARSET)) {
      return Optional.empty();
    }
    List<String> given = new ArrayList<>(List.of(arguments));
    given.add(folder);
    FOLDERS.forEach(name -> given.add(environment.getOrDefault(name, "")));
    return given.stream()
        .filter(text -> text.indexOf(LOST) >= 0)
        .findFirst()
        .map(text -> "%s cannot be decoded here: %s".formatted(PlainLine.one(text), remedy()));
  }

  /** The message for a name that no file can have, at all or in this locale. */
  static String message(InvalidPathException e) {
    String name = PlainLine.one(e.getInput());
    return isAny(CHARSET)
        ? "no file can have the name %s: %s".formatted(name, e.getReason())
        : "the name %s cannot be used here: %s".formatted(name, remedy());
  }

  private static boolean isAny(String charset) {
    return charset.equalsIgnoreCase("UTF-8");
  }

  private static String remedy() {
    return ("the locale of this process has the character set %s and not UTF-8. Start it with the"
            + " launcher, handoff, or set LC_ALL to a locale that is installed (locale -a), such as"
            + " C.UTF-8")
        .formatted(CHARSET);
  }
}
