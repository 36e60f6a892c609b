package dev.handoff.gateway;

import dev.handoff.file.BoundedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;

/** Opens the store of a certificate, and says which of its parts is wrong. */
final class KeyStoreFile {

  private static final int MAX_BYTES = 1 << 20;

  private KeyStoreFile() {}

  /**
   * @throws IOException if it is not there, its password is another, or it has no key
   */
  static KeyStore open(GatewaySettings.Tls tls) throws IOException {
    Path file = tls.keyStore();
    byte[] bytes = BoundedFile.read(file, MAX_BYTES);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), tls.password().toCharArray());
      for (String name : Collections.list(store.aliases())) {
        if (store.isKeyEntry(name)) {
          return store;
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          e.getCause() instanceof UnrecoverableKeyException
              ? "tls.key_store: %s does not open with the password in tls.password_file"
                  .formatted(file)
              : "tls.key_store: %s is no store of the format PKCS 12 (%s)".formatted(file, e),
          e);
    }
    throw new IOException("tls.key_store: %s has no key with a certificate".formatted(file));
  }
}
