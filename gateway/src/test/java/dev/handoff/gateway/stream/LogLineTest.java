package dev.handoff.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.job.JobId;
import dev.handoff.log.artifact.ArtifactChunk;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LogLineTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final JobId JOB = JobId.next(AT, 1);

  private final LogLine lines = new LogLine(JOB);

  private String text(int attempt, byte... bytes) throws Exception {
    String json = lines.of(new ArtifactChunk(attempt, AT, bytes, 7));
    assertThat(json).doesNotContain("\n");
    return new ObjectMapper().readTree(json).path("text").asText();
  }

  @Test
  void aPartSaysWhereItStands() throws Exception {
    String json = lines.of(new ArtifactChunk(2, AT, new byte[] {'a'}, 4711));

    assertThat(json)
        .isEqualTo(
            "{\"job\":\"%s\",\"offset\":4711,\"attempt\":2,\"at\":\"%s\",\"text\":\"a\"}"
                .formatted(JOB, AT));
  }

  @Test
  void aCharacterThatIsDividedIsWholeInTheSecondPart() throws Exception {
    byte[] smile = "\ud83d\ude42!".getBytes(StandardCharsets.UTF_8);
    StringBuilder all = new StringBuilder();
    for (byte one : smile) {
      all.append(text(1, one));
    }

    assertThat(all.toString()).isEqualTo("\ud83d\ude42!");
  }

  @Test
  void whatIsSkippedStillBeginsTheNextCharacter() throws Exception {
    byte[] letter = "\u00e9".getBytes(StandardCharsets.UTF_8);

    lines.skip(new ArtifactChunk(1, AT, Arrays.copyOf(letter, 1), 6));

    assertThat(text(1, letter[1])).isEqualTo("\u00e9");
  }

  @Test
  void anotherAttemptBeginsAnew() throws Exception {
    text(1, (byte) 0xc3);

    assertThat(text(2, (byte) 'a')).isEqualTo("a");
  }

  @Test
  void bytesThatAreNoTextAreReplacedAndControlCharactersEscaped() throws Exception {
    assertThat(text(1, (byte) 0xff, (byte) 'a')).isEqualTo("\ufffda");
    assertThat(
            lines.of(new ArtifactChunk(1, AT, new byte[] {27, '[', (byte) 0xc2, (byte) 0x9b}, 7)))
        .contains("\\u001B[\\u009b");
  }
}
