package dev.handoff.log.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.SomeEvents;
import dev.handoff.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the end of a {@code Submitted} shows. */
class LaneMarkTest {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Test
  void aSubmitWhoseBriefIsInItsLaneHasTheMark() {
    assertThat(isMarked(submitted(7L, null, null))).isTrue();
    assertThat(isMarked(submitted(Long.MAX_VALUE, null, null))).isTrue();
    assertThat(isMarked(submitted(0L, null, "nightly-7"))).isTrue();
  }

  @Test
  void aSubmitThatWaitsForItsTimeHasNone() {
    assertThat(isMarked(submitted(null, SomeEvents.AT, null))).isFalse();
    assertThat(isMarked(submitted(null, SomeEvents.AT, "nightly-7"))).isFalse();
    assertThat(isMarked(submitted(null, null, ",\"laneOffset\":7"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "}",
        "\"}",
        "7}",
        "{\"laneOffset\":7}",
        "{\"at\":1,\"laneOffset\":}",
        "{\"at\":1,\"laneOffset\":null}",
        "{\"at\":1,\"laneOffset\":-7}",
        "{\"at\":1,\"laneOffset\":7,\"key\":\"a\",\"retryOf\":\"b\"}",
        "{\"at\":1,\"laneOffset\":7,\"lane\":\"b\"}",
        "{\"at\":1,\"laneOffset\":\"7\"}",
        "{\"at\":1,\"brief\":{\"a\":1,\"laneOffset\":7}}",
        "{\"at\":1,\"key\":\"x\\\",\\\"laneOffset\\\":7\"}",
        "{\"at\":1,\"key\":\",\\\"laneOffset\\\":7,\\\"key\\\":\\\"\"}"
      })
  void anyOtherEndHasNone(String value) {
    assertThat(LaneMark.isInLane(value.getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @Test
  void anyJsonWithTheMarkSaysThatTheBriefIsInTheLane() {
    Random random = new Random(3);
    byte[] model = Json.tolerant().write(submitted(7L, null, "a\"b,\\"));
    int marked = 0;
    for (int round = 0; round < 100_000; round++) {
      byte[] value = model.clone();
      for (int times = 1 + random.nextInt(3); times > 0; times--) {
        byte[] letters = "\"\\,:{}7ay".getBytes(StandardCharsets.UTF_8);
        int from = value.length - 1 - random.nextInt(Math.min(value.length, 50));
        value[from] = letters[random.nextInt(letters.length)];
      }
      JsonNode read = LaneMark.isInLane(value) ? parsed(value) : null;
      if (read != null) {
        marked++;
        assertThat(read.path("laneOffset").isIntegralNumber()).isTrue();
      }
    }
    assertThat(marked).isGreaterThan(100);
  }

  private static @Nullable JsonNode parsed(byte[] value) {
    try {
      return MAPPER.readTree(value);
    } catch (IOException invalid) {
      return null;
    }
  }

  private static boolean isMarked(Submitted event) {
    return LaneMark.isInLane(Json.tolerant().write(event));
  }

  private static Submitted submitted(
      @Nullable Long laneOffset, @Nullable Instant notBefore, @Nullable String key) {
    return new Submitted(
        SomeEvents.AT,
        SomeEvents.submitted().brief(),
        "ann",
        "standard",
        laneOffset,
        notBefore,
        key);
  }
}
