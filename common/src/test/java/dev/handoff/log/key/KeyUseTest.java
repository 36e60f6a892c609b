package dev.handoff.log.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.job.JobId;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyUseTest {

  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
  private static final String JOB = "task-000000000401zzzzzzzzzzzzzw";
  private static final String HASH = "0123456789abcdef".repeat(4);

  private static KeyUse use(String submitter, String key) {
    return new KeyUse(AT, submitter, key, JOB, HASH, "a title");
  }

  @Test
  void namesItsJob() {
    assertThat(use("ann", "nightly").jobId()).isEqualTo(new JobId(JOB));
  }

  @Test
  void aKeyIsItsSubmittersAlone() {
    assertThat(use("ann", "nightly").isOfSameKey(use("ann", "nightly"))).isTrue();
    assertThat(use("ann", "nightly").isOfSameKey(use("bob", "nightly"))).isFalse();
    assertThat(use("ann", "nightly").isOfSameKey(use("ann", "weekly"))).isFalse();
  }

  @Test
  void everyPartMustBeThere() {
    assertRefused("at", () -> new KeyUse(null, "ann", "nightly", JOB, HASH, "a title"));
    assertRefused("submitter", () -> new KeyUse(AT, null, "nightly", JOB, HASH, "a title"));
    assertRefused("key", () -> new KeyUse(AT, "ann", null, JOB, HASH, "a title"));
    assertRefused("job", () -> new KeyUse(AT, "ann", "nightly", null, HASH, "a title"));
    assertRefused("briefHash", () -> new KeyUse(AT, "ann", "nightly", JOB, null, "a title"));
    assertRefused("title", () -> new KeyUse(AT, "ann", "nightly", JOB, HASH, null));
  }

  private static void assertRefused(String part, ThrowingCallable making) {
    assertThatIllegalArgumentException()
        .isThrownBy(making)
        .withMessage(part + " must be there, got: nothing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0123", "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"})
  void aBriefIsNamedByItsWholeHash(String hash) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KeyUse(AT, "ann", "nightly", JOB, hash, "a title"))
        .withMessage("brief hash must match [0-9a-f]{64}, got: " + hash);
  }
}
