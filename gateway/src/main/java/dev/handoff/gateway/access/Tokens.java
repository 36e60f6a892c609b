package dev.handoff.gateway.access;

import dev.handoff.file.Sha256;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The tokens of a gateway. Immutable. */
public final class Tokens {

  private static final String PREFIX = "handoff_";
  private static final int SECRET_BYTES = 32;

  private final List<Token> tokens;

  public Tokens(List<Token> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  public boolean isEmpty() {
    return tokens.isEmpty();
  }

  public List<Token> all() {
    return tokens;
  }

  /**
   * The token with that secret. Takes as long for one that is nearly right as for any other: all
   * digests are compared, and each of them to its end.
   */
  public Optional<Token> of(String secret) {
    byte[] digest = digest(secret);
    Optional<Token> found = Optional.empty();
    for (Token token : tokens) {
      if (MessageDigest.isEqual(digest, HexFormat.of().parseHex(token.sha256()))) {
        found = Optional.of(token);
      }
    }
    return found;
  }

  /** A new secret of 256 random bits. */
  public static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What the gateway keeps of a secret. */
  public static String sha256(String secret) {
    return HexFormat.of().formatHex(digest(secret));
  }

  private static byte[] digest(String secret) {
    return Sha256.of(secret);
  }
}
