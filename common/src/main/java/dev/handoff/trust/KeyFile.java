package dev.handoff.trust;

import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.spec.InvalidKeySpecException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A signing key on disk: its owner's name and both halves in PEM, which {@code openssl} can read.
 * Only its owner may read the file.
 */
public final class KeyFile {

  private static final int MAX_BYTES = 16 * 1024;
  private static final Pattern NAME = Pattern.compile("(?m)^name: (\\S+)$");
  private static final Set<PosixFilePermission> OWN =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private KeyFile() {}

  /**
   * @throws FileAlreadyExistsException if the file is there: a key is never overwritten
   */
  public static void write(Path file, SigningKey key) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    boolean isPosix = Files.getFileStore(folder).supportsFileAttributeView("posix");
    String text =
        "# A signing key of Handoff. Its holder can sign in its owner's name.\nname: %s\n%s%s"
            .formatted(
                key.name(),
                pem("PRIVATE KEY", key.privateKey().getEncoded()),
                pem("PUBLIC KEY", key.publicKey().key().getEncoded()));
    // Created with the mode, and not through a link.
    Set<StandardOpenOption> fresh =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel =
        isPosix
            ? Files.newByteChannel(file, fresh, PosixFilePermissions.asFileAttribute(OWN))
            : Files.newByteChannel(file, fresh)) {
      var bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private static String pem(String what, byte[] encoded) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what);
  }

  /**
   * @throws InvalidSettingsException if it is no signing key, or other users may read it
   * @throws IOException if it cannot be read
   */
  public static SigningKey read(Path file) throws IOException {
    try {
      requireOwn(file);
      byte[] bytes;
      try (var in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MAX_BYTES);
      }
      return parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (InvalidSettingsException refused) {
      throw refused.in(file.toString());
    }
  }

  private static void requireOwn(Path file) throws IOException {
    if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
      return;
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file, new LinkOption[0]);
    for (PosixFilePermission permission : mode) {
      if (!permission.name().startsWith("OWNER")) {
        throw refused(
            "must be for its owner alone: chmod 600, got: " + PosixFilePermissions.toString(mode));
      }
    }
  }

  private static SigningKey parse(String text) {
    Matcher name = NAME.matcher(text);
    if (!name.find()) {
      throw refused("must have a line name: NAME that says whose key it is");
    }
    try {
      VerificationKey publicKey =
          VerificationKey.of(Ed25519.publicKey(encoded(text, "PUBLIC KEY")));
      SigningKey key =
          new SigningKey(
              name.group(1), publicKey, Ed25519.privateKey(encoded(text, "PRIVATE KEY")));
      byte[] probe = {1, 2, 3};
      if (!publicKey.verify(probe, key.sign(probe))) {
        throw refused("must hold the two halves of one key, got: two keys");
      }
      return key;
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      throw refused("must hold an Ed25519 key as handoff keys new writes it: " + e.getMessage());
    }
  }

  private static byte[] encoded(String text, String what) {
    String begin = "-----BEGIN " + what + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + what + "-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("it has no " + begin);
    }
    return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
  }

  private static InvalidSettingsException refused(String rule) {
    return new InvalidSettingsException(List.of(new BriefError("the file", rule, null)));
  }
}
