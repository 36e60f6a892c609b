package dev.handoff.trust;

import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The public half of a key: {@code ed25519:} and 43 letters.
 *
 * @param kid identifies the key in records: the first 16 hexadecimal digits of its SHA-256
 */
public record VerificationKey(String kid, PublicKey key) {

  private static final String PREFIX = "ed25519:";
  private static final int RAW_BYTES = 32;

  /** The prefix of the 32 key bytes in the form that Java reads. */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  static VerificationKey of(PublicKey key) {
    byte[] raw = raw(key);
    return new VerificationKey(HexFormat.of().formatHex(Ed25519.sha256(raw), 0, 8), key);
  }

  /**
   * @throws IllegalArgumentException if the text is no such key
   */
  public static VerificationKey parse(String text) {
    try {
      byte[] raw =
          text.startsWith(PREFIX)
              ? Base64.getUrlDecoder().decode(text.substring(PREFIX.length()))
              : new byte[0];
      if (raw.length == RAW_BYTES) {
        byte[] encoded = Arrays.copyOf(X509, X509.length + RAW_BYTES);
        System.arraycopy(raw, 0, encoded, X509.length, RAW_BYTES);
        return of(Ed25519.publicKey(encoded));
      }
    } catch (IllegalArgumentException | InvalidKeySpecException e) {
      // reported below
    }
    throw new IllegalArgumentException(
        "must be ed25519: and 43 letters, as handoff keys new prints it");
  }

  private static byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - RAW_BYTES, encoded.length);
  }

  /** The form that people exchange. */
  public String text() {
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(raw(key));
  }

  /** Whether the holder of the private half signed exactly this. */
  public boolean verify(byte[] message, byte[] signature) {
    return Ed25519.verify(key, message, signature);
  }

  @Override
  public String toString() {
    return text();
  }
}
