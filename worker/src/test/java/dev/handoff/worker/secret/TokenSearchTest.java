package dev.handoff.worker.secret;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What has the form of a well-known token. Those here are put together, and nobody's. */
class TokenSearchTest {

  private static final String LETTERS = "0Aa1Bb2Cc3Dd4Ee5Ff6Gg7Hh8Ii9Jj0Kk1Ll2Mm3Nn4Oo5Pp6Qq7Rr";

  private static TokenSearch search(String text, int step) {
    TokenSearch search = new TokenSearch();
    byte[] bytes = text.getBytes(ISO_8859_1);
    for (int from = 0; from < bytes.length; from += step) {
      search.read(bytes, from, Math.min(step, bytes.length - from));
    }
    search.finish();
    return search;
  }

  private static Map<String, ?> found(String text) {
    return search(text, 7).newSince(search("", 1));
  }

  @ParameterizedTest
  @CsvSource({
    "AK, IA, 16, AWS access key",
    "AS, IA, 16, AWS access key",
    "gh, p_, 36, GitHub token",
    "gh, s_, 40, GitHub token",
    "github, _pat_, 22, GitHub token",
    "gl, pat-, 20, GitLab token",
    "xox, b-, 30, Slack token",
    "np, m_, 36, npm token",
    "py, pi-, 50, PyPI token",
    "AI, za, 35, Google API key",
    "sk, _live_, 24, Stripe live key",
    "rk, _live_, 24, Stripe live key"
  })
  void aTokenIsToldByItsForm(String first, String second, int rest, String kind) {
    boolean isUpper = kind.startsWith("AWS");
    String random = (isUpper ? LETTERS.toUpperCase() : LETTERS).substring(0, rest);
    String token = first + second + random;

    assertThat(found("a\nb = '" + token + "';\n")).isEqualTo(Map.of(kind, Set.of(2L)));
    assertThat(found(token)).isEqualTo(Map.of(kind, Set.of(1L)));
    assertThat(found("x" + token)).isEmpty();
    assertThat(found(token.substring(0, token.length() - rest + 9))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'', true", "RSA , true", "OPENSSH , true", "ENCRYPTED , true", "x , false"})
  void aPrivateKeyIsToldByItsHeader(String kind, boolean isOne) {
    String header = "-----BEG" + "IN " + (kind.isEmpty() ? "" : kind + " ") + "PRIVATE KEY-----";

    assertThat(found("\r\n\r\n  " + header + "\r\nabc\r\n"))
        .isEqualTo(isOne ? Map.of("private key", Set.of(3L)) : Map.of());
    assertThat(found(header.replace("PRIVATE", "PUBLIC"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "299", "300", "301", "4096"})
  void itIsFoundAcrossAnyBordersOfReads(int step) {
    String token = "gh" + "p_" + LETTERS.substring(0, 40);
    String other = "gl" + "pat-" + LETTERS.substring(0, 20);
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < 400; i++) {
      text.append("x".repeat(i % 13)).append(i == 300 ? " " + token : "").append('\n');
    }

    assertThat(search(text + other, step).newSince(search("", 1)))
        .isEqualTo(Map.of("GitHub token", Set.of(300L), "GitLab token", Set.of(400L)));
  }

  @Test
  void itIsFoundOnAHugeLine() {
    String token = "gh" + "p_" + LETTERS.substring(0, 40);

    assertThat(search("a-".repeat(5_000_000) + " " + token, 65536).newSince(search("", 1)))
        .isEqualTo(Map.of("GitHub token", Set.of(1L)));
  }

  @Test
  void whatIsKnownIsNoNews() {
    String old = "gh" + "p_" + LETTERS.substring(0, 40);
    String other = "gh" + "p_" + LETTERS.substring(2, 42);

    assertThat(search("\n  " + old + "\n" + other, 9).newSince(search(old, 9)))
        .isEqualTo(Map.of("GitHub token", new TreeSet<>(Set.of(3L))));
  }
}
