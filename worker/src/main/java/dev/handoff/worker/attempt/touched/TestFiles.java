package dev.handoff.worker.attempt.touched;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Recognizes tests, and code that turns them off, by the conventions of common languages. */
final class TestFiles {

  private static final Pattern PATH =
      Pattern.compile(
          "(.*/)?((tests?|specs?|__tests__|e2e)/.*"
              + "|test_[^/]*\\.py|[^/]*_(test|spec)\\.[a-z]+"
              + "|[^/]*\\.(test|spec)\\.[cm]?[jt]sx?"
              + "|[^/]*(Test|Tests|IT|Spec)\\.(java|kt|scala|groovy|cs|php|swift))");

  // Possessive and bounded, since the job wrote the lines.
  private static final List<Pattern> DECLARATIONS =
      Stream.of(
              "^\\s*+(?:async )?def (test\\w*+)",
              "^\\s*+(?:it|test)\\s*+\\(\\s*+['\"`]([^'\"`]{1,200}+)",
              "^\\s*+(?:it|test|specify) ['\"]([^'\"]{1,200}+)",
              "^func (Test\\w++)\\(",
              "^\\s*+(?:pub )?(?:async )?fn (\\w*+test\\w*+|test\\w*+)\\(",
              "\\b(?:void|fun|Task) (\\w++)\\(",
              "\\bfunction (test\\w++)\\(")
          .map(Pattern::compile)
          .toList();

  private static final Pattern OFF =
      Pattern.compile(
          "@(?:pytest\\.mark\\.(?:skip|skipif|xfail)|unittest\\.(?:skip|expectedFailure)\\w*+|Disabled\\w*+|Ignore)\\b"
              + "|\\bpytest\\.(?:skip|xfail)\\(|\\bself\\.skipTest\\(|\\bmarkTest(?:Skipped|Incomplete)\\("
              + "|\\b(?:it|test|describe|suite|context)\\.(?:skip|only|todo|failing|fixme)\\b"
              + "|\\b[xf](?:it|test|describe|context)\\s?\\("
              + "|\\bt\\.Skip(?:f|Now)?\\(|#\\[ignore\\b|\\[(?:Fact|Theory)\\(Skip"
              + "|\\b(?:assumeTrue|assumeFalse|assumeThat)\\(");

  private TestFiles() {}

  static boolean matches(String path) {
    return PATH.matcher(path).matches();
  }

  /** The name of the test that the line declares. */
  static Optional<String> declared(String line) {
    String start = line.length() > 400 ? line.substring(0, 400) : line;
    for (Pattern pattern : DECLARATIONS) {
      Matcher matcher = pattern.matcher(start);
      if (matcher.find()) {
        return Optional.of(matcher.group(1));
      }
    }
    return Optional.empty();
  }

  /** Whether the line keeps a test from running, or all other tests. */
  static boolean turnsOff(String line) {
    return OFF.matcher(line.length() > 400 ? line.substring(0, 400) : line).find();
  }
}
