package dev.handoff.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Collections;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** TLS with a server that has a certificate of this host's own key store, and with no other. */
final class PinnedTls {

  private static final String FORMAT = "PKCS12";

  private PinnedTls() {}

  /**
   * @throws IOException if the store cannot be read, or not with this password
   */
  static SSLSocketFactory of(Path keyStore, String password) throws IOException {
    try (InputStream in = Files.newInputStream(keyStore)) {
      KeyStore own = KeyStore.getInstance(FORMAT);
      own.load(in, password.toCharArray());
      KeyStore trusted = KeyStore.getInstance(FORMAT);
      trusted.load(null, null);
      for (String alias : Collections.list(own.aliases())) {
        Certificate certificate = own.getCertificate(alias);
        if (certificate != null) {
          trusted.setCertificateEntry(alias, certificate);
        }
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
