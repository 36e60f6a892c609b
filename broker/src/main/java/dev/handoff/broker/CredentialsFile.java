package dev.handoff.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import java.util.Set;

/**
 * Keeps the credentials over restarts, in a file of the data folder that only its owner can read.
 */
final class CredentialsFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final String USER = "handoff";

  private final Path file;

  CredentialsFile(Path folder) {
    file = folder.resolve("credentials.properties");
  }

  BrokerCredentials readOrCreate() {
    try {
      if (!Files.exists(file)) {
        create();
      }
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException("The broker's credentials file cannot be used: " + file, e);
    }
  }

  /**
   * Creates the file under its name only when it is complete, by a link, which fails if the name is
   * taken: if several processes start at once, the first password stays and all of them read it.
   */
  private void create() throws IOException {
    Path draft =
        Files.createTempFile(
            file.getParent(),
            "credentials",
            ".new",
            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      Files.writeString(draft, "user=" + USER + "\npassword=" + randomPassword() + "\n");
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException anotherProcessWasFirst) {
      return;
    } finally {
      Files.delete(draft);
    }
  }

  private BrokerCredentials read() throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (!mode.equals(OWNER_ONLY)) {
      throw new LocalBrokerException(
          "mode of "
              + file
              + " must be rw-------, got "
              + PosixFilePermissions.toString(mode)
              + ": anyone who can read it can run code as you. Stop the broker and delete the file; a new password is made.");
    }
    Properties stored = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      stored.load(in);
    }
    try {
      return new BrokerCredentials(stored.getProperty("user"), stored.getProperty("password"));
    } catch (IllegalArgumentException e) {
      throw new LocalBrokerException(
          file + " is damaged. Stop the broker and delete the file; a new password is made.", e);
    }
  }

  private static String randomPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
