package dev.handoff.log.artifact;

import static dev.handoff.log.RecordForms.consumed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.file.Sha256;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.TextHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Anybody may have written what lies between the chunks of a file. */
class ArtifactVerifierTest {

  private static final JobId JOB = new JobId("task-000000000401zzzzzzzzzzzzzw");
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ArtifactVerifier verifier =
      new ArtifactVerifier(
          JOB,
          new Artifact(
              "log", CONTENT.length, HexFormat.of().formatHex(Sha256.digest().digest(CONTENT)), 0),
          out);

  @Test
  void aChunkWithoutAValueIsNoneOfTheFile() throws IOException {
    assertThat(verifier.accept(consumed(chunk("L", null)))).isFalse();

    assertThat(verifier.accept(consumed(chunk("L", CONTENT)))).isTrue();
    verifier.verify();
    assertThat(out.toByteArray()).isEqualTo(CONTENT);
  }

  @Test
  void chunksWithoutALeaseAreOneFile() throws IOException {
    assertThat(verifier.accept(consumed(chunk(null, part(0, 3))))).isTrue();
    assertThat(verifier.accept(consumed(chunk("other", part(0, 3))))).isFalse();

    assertThat(verifier.accept(consumed(chunk(null, part(3, CONTENT.length))))).isTrue();

    verifier.verify();
    assertThat(out.toByteArray()).isEqualTo(CONTENT);
  }

  private static byte[] part(int from, int to) {
    return java.util.Arrays.copyOfRange(CONTENT, from, to);
  }

  private static ProducerRecord<String, byte[]> chunk(String lease, byte[] value) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>("handoff.artifacts", 0, JOB.text(), value);
    TextHeader.put(record.headers(), ChunkCodec.NAME, "log");
    if (lease != null) {
      TextHeader.put(record.headers(), ChunkCodec.LEASE, lease);
    }
    return record;
  }
}
