package dev.handoff.trust;

import dev.handoff.file.Sha256;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** Signs and verifies with Ed25519, the only algorithm, by the Java platform. */
final class Ed25519 {

  static final String NAME = "Ed25519";

  private Ed25519() {}

  static KeyPair newPair() {
    try {
      return KeyPairGenerator.getInstance(NAME).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw lacking(e);
    }
  }

  static PublicKey publicKey(byte[] x509) throws InvalidKeySpecException {
    return keys(factory -> factory.generatePublic(new X509EncodedKeySpec(x509)));
  }

  static PrivateKey privateKey(byte[] pkcs8) throws InvalidKeySpecException {
    return keys(factory -> factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
  }

  private interface Making<K> {
    K with(KeyFactory factory) throws InvalidKeySpecException;
  }

  private static <K> K keys(Making<K> making) throws InvalidKeySpecException {
    try {
      return making.with(KeyFactory.getInstance(NAME));
    } catch (InvalidKeySpecException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw lacking(e);
    }
  }

  static byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw lacking(e);
    }
  }

  static boolean verify(PublicKey key, byte[] message, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signed);
    } catch (SignatureException e) {
      return false; // does not have the form of a signature
    } catch (GeneralSecurityException e) {
      throw lacking(e);
    }
  }

  static byte[] sha256(byte[] bytes) {
    return Sha256.of(bytes);
  }

  private static IllegalStateException lacking(GeneralSecurityException cause) {
    return new IllegalStateException("this Java platform lacks " + NAME, cause);
  }
}
