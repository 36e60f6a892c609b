package dev.handoff.brief.lint;

import dev.handoff.brief.Command;
import dev.handoff.brief.schema.DisplayValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A problem of a command.
 *
 * @param text what it needs and the commit lacks
 */
record Judgement(Weight weight, String text, String remedy) {

  enum Weight {
    /** The command cannot run at all. */
    REFUSAL,
    /** The command cannot run unless something creates what it needs. */
    WARNING,
    /** What it needs exists, but is not committed yet. */
    ADVICE
  }

  static Judgement of(boolean isCertain, String text, String remedy) {
    return new Judgement(isCertain ? Weight.REFUSAL : Weight.WARNING, text, remedy);
  }

  /** The command with another word, in the form of a brief. */
  static String line(Command command, String word, String other) {
    List<String> argv = command.argv();
    String shown = word.startsWith("./") && !other.contains("/") ? "./" + other : other;
    if (argv.size() == 3 && argv.subList(0, 2).equals(List.of("sh", "-c"))) {
      return DisplayValue.of("run: " + argv.get(2).replace(word, shown));
    }
    List<String> words = new ArrayList<>(argv);
    words.replaceAll(each -> each.equals(word) ? shown : each);
    return DisplayValue.of("run: [" + String.join(", ", words) + "]");
  }
}
