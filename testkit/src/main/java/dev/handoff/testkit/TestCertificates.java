package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Makes keys and certificates of a test authority, with the JDK's keytool. */
public final class TestCertificates {

  private static final String PASSWORD = "only-for-this-test";
  private static final String AUTHORITY = "authority";

  private final Path store;
  private final String authority;

  /**
   * @param folder for the keys
   */
  public TestCertificates(Path folder) {
    store = folder.resolve("certificates.p12");
    make(AUTHORITY, "-ext", "bc:c");
    authority = identity(AUTHORITY).certificates();
  }

  /** A key and its chain of certificates, as PEM. */
  public record Identity(String key, String certificates) {}

  /** An identity with a valid certificate. */
  public Identity valid(String name) {
    make(name, "-signer", AUTHORITY, "-validity", "2", "-ext", "san=ip:127.0.0.1");
    return identity(name);
  }

  /** An identity whose certificate expired a month ago. */
  public Identity expired(String name) {
    make(name, "-signer", AUTHORITY, "-startdate", "-30d", "-validity", "1");
    return identity(name);
  }

  /** The authority's own certificate, for the trust stores of clients and brokers. */
  public String authority() {
    return authority;
  }

  private void make(String name, String... more) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    words.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name + ",O=Test"));
    words.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    words.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    words.addAll(List.of(more));
    ProcessResult keytool = ProcessRun.run(new ProcessBuilder(words), Duration.ofSeconds(60));
    assertThat(keytool.exit()).as("%s%n%s", keytool.stdout(), keytool.stderr()).isZero();
  }

  private Identity identity(String name) {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      StringBuilder chain = new StringBuilder();
      for (Certificate certificate : keys.getCertificateChain(name)) {
        chain.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      byte[] key = keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
      return new Identity(pem("PRIVATE KEY", key), chain.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String kind, byte[] bytes) {
    String text = new String(Base64.getEncoder().encode(bytes), StandardCharsets.US_ASCII);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind);
  }
}
