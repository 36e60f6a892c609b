package dev.handoff.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.brief.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustFileTest {

  private static final TrustedKey ALICE =
      new TrustedKey(
          SigningKey.generate("alice").publicKey(),
          Role.SUBMITTER,
          "alice",
          List.of("standard", "team-*"),
          List.of("https://example.org/it's/**"),
          Instant.parse("2027-01-31T00:00:00Z"));
  private static final TrustedKey WORKER =
      TrustedKey.of(SigningKey.generate("w").publicKey(), Role.WORKER, "build-1");

  @TempDir Path folder;

  @Test
  void holdsWhatWasAddedAndAllThatPeopleWrote() throws IOException {
    Path path = folder.resolve("sub").resolve("trust.yaml");
    TrustFile file = new TrustFile(path);
    file.add(ALICE);
    Files.writeString(path, Files.readString(path) + "  # the build hosts, see the rota");

    file.add(WORKER);

    assertThat(file.read().keys()).containsExactly(ALICE, WORKER);
    assertThat(file.read().isEnforced()).isTrue();
    assertThat(Files.readString(path)).contains("# the build hosts, see the rota");
  }

  @Test
  void isAsItWasAfterAKeyThatItCannotTake() throws IOException {
    TrustFile file = new TrustFile(folder.resolve("trust.yaml"));
    file.add(ALICE);
    String before = Files.readString(file.path());

    assertThatExceptionOfType(InvalidSettingsException.class).isThrownBy(() -> file.add(ALICE));

    assertThat(Files.readString(file.path())).isEqualTo(before);
    assertThat(Files.list(folder)).containsExactly(file.path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"trust: 1\nkeys: []\n", "keys: []\ntrust: 1\n", "{\"trust\": 1, \"keys\": []}"})
  void saysWhatToWriteWhereItCannotAdd(String text) throws IOException {
    TrustFile file = new TrustFile(Files.writeString(folder.resolve("trust.yaml"), text));

    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> file.add(WORKER))
        .withMessageContaining(file.path().toString())
        .withMessageContaining("  - key: " + WORKER.key().text());

    assertThat(Files.readString(file.path())).isEqualTo(text);
  }

  @Test
  void aChangedFileIsReadAgainWithinSeconds() throws IOException {
    AtomicLong now = new AtomicLong();
    TrustFile file = new TrustFile(folder.resolve("trust.yaml"));
    file.add(ALICE);
    TrustSource source = TrustSource.of(file.path(), now::get);

    file.add(WORKER);

    assertThat(source.current().keys()).containsExactly(ALICE);
    now.addAndGet(3_000_000_000L);
    assertThat(source.current().keys()).containsExactly(ALICE, WORKER);
  }

  @Test
  void aFileThatHasBecomeWrongChangesNothing() throws IOException {
    AtomicLong now = new AtomicLong();
    TrustFile file = new TrustFile(folder.resolve("trust.yaml"));
    file.add(ALICE);
    TrustSource source = TrustSource.of(file.path(), now::get);

    Files.writeString(file.path(), "trust: 7");
    now.addAndGet(3_000_000_000L);
    assertThat(source.current().keys()).containsExactly(ALICE);
    Files.delete(file.path());
    now.addAndGet(3_000_000_000L);
    assertThat(source.current().keys()).containsExactly(ALICE);
  }

  @Test
  void theFileIsLookedAtEveryTwoSecondsAndNoSooner() throws IOException {
    AtomicLong now = new AtomicLong();
    TrustFile file = new TrustFile(folder.resolve("trust.yaml"));
    file.add(ALICE);
    TrustSource source = TrustSource.of(file.path(), now::get);
    now.set(2_000_000_000L);
    assertThat(source.current().keys()).containsExactly(ALICE);

    file.add(WORKER);

    now.set(3_999_999_999L);
    assertThat(source.current().keys()).containsExactly(ALICE);
    now.set(4_000_000_000L);
    assertThat(source.current().keys()).containsExactly(ALICE, WORKER);
  }

  /** A monotonic clock may begin anywhere, also before zero. */
  @Test
  void theClockMayBeginBeforeZero() throws IOException {
    AtomicLong now = new AtomicLong(-60_000_000_000L);
    TrustFile file = new TrustFile(folder.resolve("trust.yaml"));
    file.add(ALICE);
    TrustSource source = TrustSource.of(file.path(), now::get);

    file.add(WORKER);
    now.addAndGet(3_000_000_000L);

    assertThat(source.current().keys()).containsExactly(ALICE, WORKER);
  }

  @Test
  void aSourceOfAFileHasWhatTheFileSays() throws IOException {
    TrustFile file = new TrustFile(folder.resolve("trust.yaml"));
    file.add(ALICE);

    assertThat(TrustSource.of(file.path()).current().keys()).containsExactly(ALICE);
  }
}
