package dev.handoff.trust;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.regex.Pattern;

/** A private key and the name of its owner. The key is never shown. */
public final class SigningKey {

  /** The form of names in keys and trust files. */
  static final Pattern NAME_FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,99}");

  private final String name;
  private final VerificationKey publicKey;
  private final PrivateKey privateKey;

  SigningKey(String name, VerificationKey publicKey, PrivateKey privateKey) {
    if (!NAME_FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("name must match " + NAME_FORM + ", got: " + name);
    }
    this.name = name;
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /**
   * Generates a key.
   *
   * @throws IllegalArgumentException if the name is invalid
   */
  public static SigningKey generate(String name) {
    KeyPair pair = Ed25519.newPair();
    return new SigningKey(name, VerificationKey.of(pair.getPublic()), pair.getPrivate());
  }

  /** The name of its owner. */
  public String name() {
    return name;
  }

  public String kid() {
    return publicKey.kid();
  }

  public VerificationKey publicKey() {
    return publicKey;
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  public byte[] sign(byte[] message) {
    return Ed25519.sign(privateKey, message);
  }

  @Override
  public String toString() {
    return "key " + kid() + " of " + name;
  }
}
