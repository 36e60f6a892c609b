package dev.handoff.worker.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

  private static final String SECRET = "hunter2+/\"é&<\\ pass=word's";

  private static Redactor redactor(String... values) {
    return Redactor.of(Stream.of(values).map(value -> new Secret("S", value)).toList());
  }

  static Stream<String> forms() {
    byte[] bytes = SECRET.getBytes(UTF_8);
    String lines =
        Base64.getMimeEncoder(20, new byte[] {'\n'})
            .encodeToString(("user:" + SECRET + ":end").getBytes(UTF_8));
    return Stream.of(
        SECRET,
        Base64.getEncoder().encodeToString(bytes),
        Base64.getEncoder().encodeToString(("x" + SECRET + "y").getBytes(UTF_8)),
        Base64.getEncoder().encodeToString(("xy" + SECRET).getBytes(UTF_8)),
        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
        lines,
        lines.replace("\n", "\r\n"),
        URLEncoder.encode(SECRET, UTF_8),
        URLEncoder.encode(SECRET, UTF_8).replace("+", "%20"),
        URLEncoder.encode(SECRET, UTF_8).toLowerCase(java.util.Locale.ROOT),
        SECRET.replace("\\", "\\\\").replace("\"", "\\\""),
        SECRET.replace("\\", "\\\\").replace("\"", "\\\"").replace("é", "\\u00e9"),
        SECRET.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/"),
        SECRET.replace("'", "'\\''"));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void nothingOfASecretRemainsInAnyForm(String form) {
    String redacted = redactor(SECRET).redact("before [" + form + "] after");

    assertThat(redacted).startsWith("before [").endsWith("] after").contains("***");
    // Of base64 the characters at the ends hold less than a byte.
    String rest = redacted.substring(8, redacted.length() - 7).replace("***", "");
    assertThat(rest.strip().length()).isLessThanOrEqualTo(form.length() > 45 ? 16 : 6);
    assertThat(rest).doesNotContain("hunter", "aHVudGVy", "pass");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void base64OfBase64ShowsNothing(int before) {
    byte[] once = Base64.getEncoder().encode(("x".repeat(before) + SECRET + "y").getBytes(UTF_8));
    String twice = Base64.getEncoder().encodeToString(once);

    String redacted = redactor(SECRET).redact("<" + twice + ">");

    assertThat(redacted).startsWith("<").endsWith(">").contains("***");
    assertThat(redacted.length()).isLessThan(24);
  }

  /** As od, hexdump and xxd write them: by bytes or by pairs, 16 on a line, with offsets. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, false",
    "1, 1, false",
    "5, 1, true",
    "0, 2, false",
    "3, 2, false",
    "4, 2, true",
    "0, 16, false",
    "5, 16, true"
  })
  void dumpShowsNoPieceThatSaysAnything(int before, int group, boolean isUpper) {
    byte[] bytes = ("x".repeat(before) + SECRET + "y").getBytes(UTF_8);
    StringBuilder dump = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      dump.append(i % 16 == 0 ? "\n%08x:".formatted(i) : "").append(i % group == 0 ? " " : "");
      dump.append((isUpper ? "%02X" : "%02x").formatted(bytes[i] & 0xff));
    }

    String redacted = redactor(SECRET).redact(dump + "\n");

    for (String line : redacted.lines().skip(1).toList()) {
      String rest = line.substring(9).replace("***", "|").replace(" ", "");
      assertThat(rest.split("\\|")).allSatisfy(piece -> assertThat(piece.length()).isLessThan(12));
    }
  }

  @Test
  void textWithoutASecretStaysAsItIs() {
    Redactor redactor = redactor("s3cr3t-value");

    assertThat(redactor.redact("s3cr3t-valu is short, s3cr3t too\n"))
        .isEqualTo("s3cr3t-valu is short, s3cr3t too\n");
    assertThat(Redactor.NONE.redact("s3cr3t-value")).isEqualTo("s3cr3t-value");
  }

  @Test
  void neighboursAndOverlapsAreMaskedWhole() {
    Redactor redactor = redactor("abcdef-123456", "123456-ghijkl");

    assertThat(redactor.redact("<abcdef-123456-ghijkl>")).isEqualTo("<***>");
    assertThat(redactor.redact("abcdef-123456abcdef-123456.")).isEqualTo("***.");
  }

  @Test
  void aSecretThatIsCutOffAtTheEndIsMaskedToo() {
    assertThat(redactor("s3cr3t-value").redact("it is s3cr3t-va")).isEqualTo("it is ***");
  }

  @Test
  void sixCharactersOfASecretAtTheEndAreMaskedAndFiveAreNot() {
    Redactor redactor = redactor("abcdef-ghijkl");

    assertThat(redactor.redact("x abcdef")).isEqualTo("x ***");
    assertThat(redactor.redact("x abcde")).isEqualTo("x abcde");
  }

  @Test
  void aRedactorWithoutSecretsIsIdleAndTouchesNothing() {
    String text = "nothing in it";

    assertThat(Redactor.of(List.of())).isSameAs(Redactor.NONE);
    assertThat(Redactor.NONE.isIdle()).isTrue();
    assertThat(redactor("s3cr3t-value").isIdle()).isFalse();
    assertThat(redactor("s3cr3t-value").redact(text)).isSameAs(text);
  }

  @Test
  void aStreamPassesOnWhatIsNoSecretAtOnce() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RedactedStream stream = redactor("s3cr3t-value").stream(out::write);

    stream.write("plain".getBytes(UTF_8), 0, 5);

    assertThat(out.toString(UTF_8)).isEqualTo("plain");
  }

  @Test
  void aStreamBeginsAnewAfterItsEnd() throws IOException {
    String form = "abcdef-ghijkl";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RedactedStream stream = redactor("abcdef-ghijkl").stream(out::write);
    byte[] bytes = form.getBytes(UTF_8);

    stream.write(bytes, 0, 5);
    stream.finish();
    stream.write(bytes, 5, bytes.length - 5);
    stream.finish();

    assertThat(out.toString(UTF_8)).isEqualTo(form);
  }

  @Test
  void eachLineOfALongKeyIsASecret() {
    Redactor redactor =
        redactor("-----BEGIN KEY-----\nAAAAB3NzaC1yc2E\nQm9iIHdhcyBoZXJl\n-----END KEY-----\n");

    assertThat(redactor.redact("+AAAAB3NzaC1yc2E\n+-----BEGIN KEY-----\n."))
        .isEqualTo("+***\n+-----BEGIN KEY-----\n.");
  }

  /** What any cutting of the stream gives is what the whole gives. */
  @ParameterizedTest
  @MethodSource("seeds")
  void theBordersBetweenWritesChangeNothing(long seed) throws IOException {
    Random random = new Random(seed);
    List<String> secrets = secrets(random);
    Redactor redactor = redactor(secrets.toArray(String[]::new));
    byte[] text = text(random, secrets).getBytes(UTF_8);

    String whole = redactor.redact(new String(text, UTF_8));

    for (int most : new int[] {1, 2, 7, 300}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      RedactedStream stream = redactor.stream(out::write);
      for (int from = 0; from < text.length; ) {
        int length = Math.min(text.length - from, 1 + random.nextInt(most));
        stream.write(text, from, length);
        from += length;
      }
      stream.finish();
      assertThat(out.toString(UTF_8)).as("seed %d, at most %d", seed, most).isEqualTo(whole);
    }
    secrets.forEach(secret -> assertThat(whole).as("seed %d", seed).doesNotContain(secret));
  }

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  /** Over few letters, so that beginnings, repetitions and overlaps are many. */
  private static List<String> secrets(Random random) {
    List<String> secrets = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      secrets.add(letters(random, 6 + random.nextInt(30)));
    }
    return secrets;
  }

  private static String letters(Random random, int length) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < length; i++) {
      letters.append("aab-".charAt(random.nextInt(4)));
    }
    // Spaces at its ends are no part of a secret.
    return letters.toString();
  }

  private static String text(Random random, List<String> secrets) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String secret = secrets.get(random.nextInt(secrets.size()));
      switch (random.nextInt(5)) {
        case 0 -> text.append(secret);
        case 1 -> text.append(secret, 0, random.nextInt(secret.length()));
        case 2 ->
            text.append(
                Base64.getMimeEncoder(8, new byte[] {'\n'}).encodeToString(secret.getBytes(UTF_8)));
        case 3 -> text.append(letters(random, random.nextInt(20)));
        default -> text.append(random.nextBoolean() ? "\n" : "é");
      }
    }
    return text.append(".\n").toString();
  }

  @Test
  void whatIsNoBeginningOfASecretIsNotHeldBack() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RedactedStream stream = redactor("s3cr3t-value").stream(out::write);
    byte[] prompt = "How many? s3cr".getBytes(UTF_8);

    stream.write(prompt, 0, prompt.length);

    assertThat(out.toString(UTF_8)).isEqualTo("How many? ");
  }

  @Test
  void whatLeavesWithOneWriteLeavesAsOne() throws IOException {
    List<Integer> writes = new ArrayList<>();
    RedactedStream stream =
        redactor("s3cr3t-value").stream((bytes, offset, length) -> writes.add(length));
    byte[] text = "some s3cr3t-value, sss and s3cr3t-value.".getBytes(UTF_8);

    stream.write(text, 0, text.length);
    stream.finish();

    assertThat(writes).containsExactly("some ***, sss and ***.".length());
  }

  @Test
  void theNamesOfWhatWasSeenAreKnown() throws IOException {
    Redactor redactor =
        Redactor.of(List.of(new Secret("A", "aaaa-1111"), new Secret("B", "bbbb-2222")));
    RedactedStream stream = redactor.stream((bytes, offset, length) -> {});
    byte[] text = "+ x = bbbb-2222;".getBytes(UTF_8);

    stream.write(text, 0, text.length);
    stream.finish();

    assertThat(stream.seen()).containsExactly("B");
  }

  @ParameterizedTest
  @CsvSource({
    "NPM_TOKEN, abc123def456, true",
    "DB_PASSWORD, Tr0ub4dor, true",
    "AWS_ACCESS_KEY_ID, AKIA12345678, true",
    "SIGNING_KEY, 0123-4567-89ab, true",
    "MY_CONNECTION_STRING, Host=a;Pwd=b, true",
    "github_token, ghp_abcdef12, true",
    "NPM_TOKEN, 1, false",
    "NPM_TOKEN, true, false",
    "POSTGRES_PASSWORD, postgres, false",
    "SESSION_SECRET, development, false",
    "PASSWORD_FILE, /run/secrets/password-1, false",
    "SSH_AUTH_SOCK, /tmp/ssh-x/agent.1, false",
    "TOKENIZERS_PARALLELISM, false-or-true-1, false",
    "KEY, some-value-1, false",
    "PWD, /home/ann/work-1, false",
    "HOME, /home/ann/work-1, false",
  })
  void secretsAreToldByNameAndLength(String name, String value, boolean isSecret) {
    assertThat(Secrets.of(Map.of(name, value), any -> false)).hasSize(isSecret ? 1 : 0);
  }

  @Test
  void whatTheFileNamesIsASecretWhateverItIsCalled() {
    Map<String, String> environment = Map.of("LICENCE", "abcdef", "REGION", "short");

    assertThat(Secrets.of(environment, name -> true))
        .extracting(Secret::name)
        .containsExactly("LICENCE");
  }

  @Test
  void aPasswordInAUrlIsASecret() {
    assertThat(Secrets.of(Map.of("DATABASE_URL", "pg://ann:pa55-word@db/x"), name -> false))
        .containsExactly(new Secret("the password in DATABASE_URL", "pa55-word"));
  }

  @Test
  void aSecretIsShownByItsNameAlone() {
    assertThat(new Secret("NPM_TOKEN", "abc123def456")).hasToString("NPM_TOKEN");
  }

  @Test
  void itTellsTheNamesOfItsSecretsOnOneLine() {
    Redactor redactor =
        Redactor.of(
            List.of(
                new Secret("B", "value-1"),
                new Secret("A\n\u001b[2J", "value-2"),
                new Secret("B", "value-3")));

    assertThat(redactor.names()).containsExactly("A\n\u001b[2J", "B");
    assertThat(redactor.summary())
        .isEqualTo("Secrets, which never leave the worker, are the values of A [2J, B");
    assertThat(Redactor.NONE.summary()).isEqualTo("No variable counts as a secret");
  }
}
