package dev.handoff.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Every Java platform has it. */
public final class Sha256 {

  private Sha256() {}

  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform lacks SHA-256", e);
    }
  }
}
