package dev.handoff.brief.lint;

import dev.handoff.brief.Command;
import dev.handoff.brief.schema.DisplayValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What is the matter with a command.
 *
 * @param text what it wants, and the commit does not have
 */
record Judgement(Weight weight, String text, String remedy) {

  enum Weight {
    /** The command cannot run at all. */
    REFUSAL,
    /** It cannot run unless somebody makes what it needs. */
    WARNING,
    /** What it needs is there, and only not committed yet. */
    ADVICE
  }

  static Judgement of(boolean isCertain, String text, String remedy) {
    return new Judgement(isCertain ? Weight.REFUSAL : Weight.WARNING, text, remedy);
  }

  /** The command with another word, as the brief may have it. */
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
