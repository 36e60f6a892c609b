package dev.handoff.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.settings.InvalidSettingsException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustReaderTest {

  private static final String ALICE = SigningKey.generate("alice").publicKey().text();
  private static final String BOB = SigningKey.generate("bob").publicKey().text();

  private final TrustReader reader = new TrustReader();

  @Test
  void readsEveryField() {
    Trust trust =
        read(
            """
            trust: 1
            mode: warn
            keys:
              - key: %s
                role: submitter
                name: alice
                lanes: [standard, "team-*"]
                repositories: ["https://example.org/**"]
                expires: 2027-01-31
              - {key: "%s", role: worker, name: build-1}
            """
                .formatted(ALICE, BOB));

    assertThat(trust.mode()).isEqualTo(Trust.Mode.WARN);
    assertThat(trust.keys())
        .containsExactly(
            new TrustedKey(
                VerificationKey.parse(ALICE),
                Role.SUBMITTER,
                "alice",
                List.of("standard", "team-*"),
                List.of("https://example.org/**"),
                Instant.parse("2027-01-31T00:00:00Z")),
            TrustedKey.of(VerificationKey.parse(BOB), Role.WORKER, "build-1"));
  }

  @Test
  void isEnforcedUnlessItSaysOtherwise() {
    assertThat(read("trust: 1\nkeys: []").isEnforced()).isTrue();
  }

  @Test
  void aTimeIsAnEndToo() {
    Trust trust = read(one(ALICE, "role: submitter, name: alice, expires: '2027-01-31T12:00:00Z'"));

    assertThat(trust.keys().get(0).expires()).isEqualTo("2027-01-31T12:00:00Z");
  }

  @Test
  void oneKeyMayHaveTwoRoles() {
    Trust trust =
        read(
            "trust: 1\nkeys: [{key: '%s', role: submitter, name: a}, {key: '%s', role: worker, name: a}]"
                .formatted(ALICE, ALICE));

    String kid = VerificationKey.parse(ALICE).kid();
    assertThat(trust.key(kid, key -> key.role() == Role.WORKER)).isPresent();
    assertThat(trust.key(kid, key -> key.role() == Role.SUBMITTER)).isPresent();
    assertThat(trust.key(kid, key -> key.role() == Role.OPERATOR)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "role: submitter|keys[0].name: must be given",
        "role: boss, name: a|keys[0].role: must be one of submitter, worker, operator, got: boss",
        "role: worker, name: a, lanes: [gpu]|keys[0].lanes: is for submitters alone",
        "role: operator, name: a, repositories: [x]"
            + "|keys[0].repositories: is for submitters alone",
        "role: submitter, name: a, expires: soon"
            + "|keys[0].expires: must be a day such as 2027-01-31, or a time such as"
            + " 2027-01-31T12:00:00Z, got: soon",
        "role: submitter, name: a, lane: [x]"
            + "|keys[0].lane: is not a known field (did you mean lanes?)",
        "role: submitter, name: a, lanes: []"
            + "|keys[0].lanes: must not be empty, got: an empty list",
        "role: submitter, name: 'a b'|keys[0].name: must be 1 to 100 letters, digits, dots, _, @"
            + " or -, beginning with a letter or digit, got: a b",
      })
  void refusesWithPathRuleAndValue(String fields, String error) {
    assertThat(errors(one(ALICE, fields))).containsExactly(error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ed25519:", "ed25519:AAAA", "rsa:abc", "ed25519:!!!!"})
  void refusesWhatIsNoKey(String key) {
    assertThat(errors(one(key, "role: worker, name: a")))
        .singleElement()
        .asString()
        .startsWith("keys[0].key: must be ed25519: and 43 letters");
  }

  @Test
  void refusesAKeyThatStandsThereTwiceInOneRole() {
    String entry = "{key: '%s', role: worker, name: a}".formatted(ALICE);

    assertThat(errors("trust: 1\nkeys: [%s, %s]".formatted(entry, entry)))
        .singleElement()
        .asString()
        .startsWith("keys[1].key: must stand there once for each role");
  }

  @Test
  void whatASubmitterMayDoIsTheSameForAllHisKeys() {
    String one = "{key: '%s', role: submitter, name: a, lanes: [quick]}".formatted(ALICE);
    String other = "{key: '%s', role: submitter, name: a}".formatted(BOB);

    assertThat(errors("trust: 1\nkeys: [%s, %s]".formatted(one, other)))
        .containsExactly(
            "keys[1]: must allow the lanes and repositories that the other keys of this name do,"
                + " got: a");
  }

  @Test
  void tellsAllThatIsWrongAtOnce() {
    String text =
        """
        trust: 2
        mode: strict
        keys:
          - {key: x, role: boss, name: a}
          - {key: "%s", role: worker, name: b, lanes: [c], expires: never}
        """
            .formatted(ALICE);

    assertThat(errors(text))
        .extracting(error -> error.substring(0, error.indexOf(':')))
        .containsExactlyInAnyOrder(
            "trust", "mode", "keys[0].role", "keys[0].key", "keys[1].lanes", "keys[1].expires");
  }

  private static String one(String key, String fields) {
    return "trust: 1\nkeys: [{key: '%s', %s}]".formatted(key, fields);
  }

  private Trust read(String text) {
    return reader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> errors(String text) {
    InvalidSettingsException refused =
        catchThrowableOfType(InvalidSettingsException.class, () -> read(text));
    return refused.errors().stream().map(BriefError::toString).toList();
  }

  @Test
  void aKeyThatIsNotThereIsToldOnce() {
    assertThat(errors("trust: 1\nkeys: [{role: worker, name: a}]"))
        .containsExactly("keys[0].key: must be given");
  }

  @Test
  void whatASubmittersJobsMayWorkOnIsTheSameForAllHisKeys() {
    String one = "{key: '%s', role: submitter, name: a, repositories: [x]}".formatted(ALICE);
    String other = "{key: '%s', role: submitter, name: a, repositories: [y]}".formatted(BOB);

    assertThat(errors("trust: 1\nkeys: [%s, %s]".formatted(one, other)))
        .containsExactly(
            "keys[1]: must allow the lanes and repositories that the other keys of this name do,"
                + " got: a");
  }

  @Test
  void aSubmitterMayHaveTwoKeysThatAllowTheSame() {
    String entry = "{key: '%s', role: submitter, name: a, lanes: [l], repositories: [x]}";

    Trust trust =
        read("trust: 1\nkeys: [%s, %s]".formatted(entry.formatted(ALICE), entry.formatted(BOB)));

    assertThat(trust.keys()).extracting(TrustedKey::name).containsExactly("a", "a");
  }
}
