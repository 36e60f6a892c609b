package dev.handoff.worker.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a value may be written. */
class SecretFormsTest {

  private static Set<String> direct(String value) {
    return new SecretForms(value).direct();
  }

  @Test
  void aUrlKeepsLettersDigitsAndWhatItsKindKeeps() {
    assertThat(direct("09AZaz/:@[`{"))
        .contains("09AZaz%2F%3A%40%5B%60%7B", "09AZaz%2f%3a%40%5b%60%7b");
    assertThat(direct("abc!'()*-._~ x"))
        .contains(
            "abc%21%27%28%29%2A-._~%20x",
            "abc!'()*-._~%20x",
            "abc!'()*-._~+x",
            "abc%21%27%28%29*-._%7E%20x",
            "abc%21%27%28%29*-._%7e+x");
  }

  @Test
  void jsonEscapesInEachOfItsWays() {
    assertThat(direct("q\"b\\s/t\tn\nr\r<>&'= ~\u0001\u007fé"))
        .contains(
            "q\\\"b\\\\s/t\\tn\\nr\\r<>&'= ~\\u0001\u007fé",
            "q\\\"b\\\\s\\/t\\tn\\nr\\r<>&'= ~\\u0001\u007fé",
            "q\\\"b\\\\s/t\\tn\\nr\\r<>&'= ~\\u0001\\u007f\\u00e9",
            "q\\\"b\\\\s/t\\tn\\nr\\r\\u003c\\u003e\\u0026\\u0027\\u003d ~\\u0001\u007fé",
            "q\\\\\\\"b\\\\\\\\s/t\\\\tn\\\\nr\\\\r<>&'= ~\\\\u0001\u007fé");
  }

  @Test
  void xmlAndShellsEscapeToo() {
    assertThat(direct("a&b<c>d\"e'f"))
        .contains("a&amp;b&lt;c&gt;d&quot;e'f", "a&b<c>d\"e'\\''f", "a\\&b\\<c\\>d\\\"e\\'f");
  }

  @Test
  void whatIsShorterThanAnySecretIsNoForm() {
    assertThat(direct("abcde")).containsExactly("6162636465");
    assertThat(direct("abcdef")).contains("abcdef", "616263646566");
  }

  @Test
  void aLineIsAFormIfItIsLongEnoughAndNoHeading() {
    assertThat(direct("first-line\n12345678\n1234567\n-----abcdef"))
        .contains("first-line", "12345678")
        .doesNotContain("1234567", "-----abcdef");
  }

  @Test
  void base64IsWhatNoNeighbourChangesWhereverItBegins() {
    assertThat(new SecretForms("abcdef").base64())
        .contains("YWJjZGVm", "WJjZGVm", "JjZGVm", "FiY2RlZ", "iY2RlZ", "hYmNkZW", "YmNkZW")
        // The three whole ones again, each from three places on.
        .contains("WVdKalpHVm", "lXSmpaR1Zt", "ZV0pqWkdWb")
        .hasSize(7 + 9);
  }

  @Test
  void base64OfUrlsIsAForm() {
    assertThat(new SecretForms("???>>>~~~").base64()).contains("Pz8_Pj4-fn5-", "Pz8/Pj4+fn5+");
  }

  @Test
  void longValuesAreNotEncodedTwice() {
    assertThat(new SecretForms("a1".repeat(128)).base64()).anyMatch(form -> form.length() > 400);
    assertThat(new SecretForms("a1".repeat(128) + "b").base64())
        .noneMatch(form -> form.length() > 400);
  }

  @Test
  void aDumpIsByBytesOrByPairsThatBeginAnywhere() {
    assertThat(direct("jklmnop"))
        .contains("6a 6b 6c 6d 6e 6f", "6b 6c 6d 6e 6f 70", "6A 6B 6C 6D 6E 6F")
        .contains("6a6b 6c6d 6e6f", "6a 6b6c 6d6e 6f", "6A 6B6C 6D6E 6F");
  }

  @Test
  void ofALongValueEveryThirdPieceIsLookedFor() {
    String second = "22 23 24 25 26 27";
    String fourth = "24 25 26 27 28 29";

    assertThat(direct(bytes(64))).contains(second, fourth);
    assertThat(direct(bytes(65))).contains(fourth).doesNotContain(second);
  }

  /** From the exclamation mark on. */
  private static String bytes(int count) {
    return IntStream.range(0x21, 0x21 + count)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
