package dev.handoff.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** The bytes that are signed: a change of them makes every signature of before bad. */
class SignedFormTest {

  private static byte[] form(Object... parts) {
    ByteBuffer bytes = ByteBuffer.allocate(1000);
    for (Object part : parts) {
      if (part instanceof Integer number) {
        bytes.putInt(number);
      } else {
        bytes.put(((String) part).getBytes(UTF_8));
      }
    }
    byte[] form = new byte[bytes.position()];
    bytes.flip().get(form);
    return form;
  }

  private static Headers headers(String... namesAndValues) {
    Headers headers = new RecordHeaders();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String value = namesAndValues[i + 1];
      headers.add(namesAndValues[i], value == null ? null : value.getBytes(UTF_8));
    }
    return headers;
  }

  @Test
  void everyPartStandsBehindItsLength() {
    assertThat(SignedForm.of(headers("kid", "00ff", "lane", ""), "{}".getBytes(UTF_8)))
        .isEqualTo(form(19, "handoff signature 1", 2, 3, "kid", 4, "00ff", 4, "lane", 0, 2, "{}"));
  }

  @Test
  void whatIsAbsentIsNotWhatIsEmpty() {
    assertThat(SignedForm.of(headers("kid", null), null))
        .isEqualTo(form(19, "handoff signature 1", 1, 3, "kid", -1, -1));
  }

  @Test
  void neitherTheSignatureNorWhatTracingAddsIsSigned() {
    Headers headers =
        headers("signature", "s", "traceparent", "t", "tracestate", "u", "baggage", "b");

    assertThat(SignedForm.of(headers, new byte[0]))
        .isEqualTo(form(19, "handoff signature 1", 0, 0));
  }
}
