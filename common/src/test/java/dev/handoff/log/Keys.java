package dev.handoff.log;

import dev.handoff.trust.Role;
import dev.handoff.trust.SigningKey;
import dev.handoff.trust.Trust;
import dev.handoff.trust.TrustSource;
import dev.handoff.trust.TrustedKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A small team with a trust file: a submitter, another whose key expired in 2019, and a worker. */
public final class Keys {

  public static final SigningKey ANN = SigningKey.generate("ann");
  public static final SigningKey BOB = SigningKey.generate("bob");
  public static final SigningKey OLD = SigningKey.generate("old");
  public static final SigningKey WORKER = SigningKey.generate("build-1");
  public static final SigningKey STRANGER = SigningKey.generate("ann");

  static final Trust TRUST = trust(Trust.Mode.ENFORCE);

  private Keys() {}

  public static Trust trust(Trust.Mode mode) {
    return new Trust(
        mode,
        List.of(
            TrustedKey.of(ANN.publicKey(), Role.SUBMITTER, "ann"),
            TrustedKey.of(BOB.publicKey(), Role.SUBMITTER, "bob"),
            new TrustedKey(
                OLD.publicKey(),
                Role.SUBMITTER,
                "old",
                List.of(),
                List.of(),
                Instant.parse("2019-12-31T00:00:00Z")),
            TrustedKey.of(WORKER.publicKey(), Role.WORKER, "build-1")));
  }

  /** Signs with that key, and believes the team. */
  public static Signatures signing(SigningKey key) {
    return Signatures.of(key, TrustSource.of(TRUST));
  }

  /** Of a process that reads and writes nothing. */
  public static KafkaSettings reading(Signatures signatures) {
    return new KafkaSettings(Map.of("bootstrap.servers", "none:1"), Topics.DEFAULT)
        .with(signatures);
  }
}
