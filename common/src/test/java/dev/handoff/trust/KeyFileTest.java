package dev.handoff.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.brief.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {

  private static final byte[] MESSAGE = "a brief".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @Test
  void whatItSignsAfterwardsFitsTheKeyThatWasMade() throws IOException {
    SigningKey made = SigningKey.generate("alice");
    Path file = folder.resolve("own").resolve("signing.key");
    KeyFile.write(file, made);

    SigningKey read = KeyFile.read(file);

    assertThat(read.name()).isEqualTo("alice");
    assertThat(read.kid()).isEqualTo(made.kid()).matches("[0-9a-f]{16}");
    VerificationKey passedOn = VerificationKey.parse(made.publicKey().text());
    assertThat(passedOn.kid()).isEqualTo(made.kid());
    assertThat(passedOn.verify(MESSAGE, read.sign(MESSAGE))).isTrue();
    assertThat(passedOn.verify(MESSAGE, new byte[64])).isFalse();
    assertThat(passedOn.verify(MESSAGE, new byte[3])).isFalse();
    assertThat(read.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void isForItsOwnerAlone() throws IOException {
    Path file = folder.resolve("signing.key");
    KeyFile.write(file, SigningKey.generate("alice"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> KeyFile.read(file))
        .withMessageContaining(file.toString())
        .withMessageContaining("chmod 600");
  }

  @Test
  void isNeverOverwritten() throws IOException {
    Path file = folder.resolve("signing.key");
    KeyFile.write(file, SigningKey.generate("alice"));
    String before = Files.readString(file);

    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> KeyFile.write(file, SigningKey.generate("alice")));

    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void theHalvesOfTwoKeysAreNone() throws IOException {
    Path one = folder.resolve("one");
    Path other = folder.resolve("other");
    KeyFile.write(one, SigningKey.generate("alice"));
    KeyFile.write(other, SigningKey.generate("alice"));
    String begin = "-----BEGIN PUBLIC";
    String text = Files.readString(one);
    String strange = Files.readString(other);
    Files.writeString(
        one, text.substring(0, text.indexOf(begin)) + strange.substring(strange.indexOf(begin)));

    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> KeyFile.read(one))
        .withMessageContaining("two halves of one key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "name: alice\n",
        "name: alice\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
            + "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
      })
  void saysWhatAFileMustBeThatIsNoKey(String text) throws IOException {
    Path file = folder.resolve("signing.key");
    KeyFile.write(file, SigningKey.generate("alice"));
    Files.writeString(file, text);

    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> KeyFile.read(file))
        .withMessageContaining("the file: must h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "-a", "a\nname: root"})
  void nobodyIsCalledWhatOtherFilesCannotSay(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.generate(name));
  }

  @Test
  void itsPartsMayStandInAnyOrder() throws IOException {
    SigningKey made = SigningKey.generate("alice");
    Path file = folder.resolve("signing.key");
    KeyFile.write(file, made);
    String text = Files.readString(file);
    Files.writeString(file, text.substring(text.indexOf("-----BEGIN")) + "name: alice\n");

    SigningKey read = KeyFile.read(file);

    assertThat(read.kid()).isEqualTo(made.kid());
  }

  @Test
  void aPublicKeyIsShownAsPeoplePassItOn() {
    VerificationKey key = SigningKey.generate("alice").publicKey();

    assertThat(key.toString()).isEqualTo(key.text()).matches("ed25519:[A-Za-z0-9_-]{43}");
  }
}
