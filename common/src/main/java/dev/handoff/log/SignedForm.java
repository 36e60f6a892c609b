package dev.handoff.log;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a signature is over: all that a reader goes by, and each part behind its length,
 * so that no two records have the same.
 *
 * <p>Those are the value as it is and the headers in their order, among them {@code signed-for},
 * which names topic and key, and {@code kid}. Left out are the signature itself and what tracing
 * adds on the way, which no reader goes by.
 */
final class SignedForm {

  static final String KID = "kid";
  static final String SIGNED_FOR = "signed-for";
  static final String SIGNATURE = "signature";

  private static final byte[] VERSION = "handoff signature 1".getBytes(StandardCharsets.US_ASCII);
  private static final Set<String> NOT_SIGNED =
      Set.of(SIGNATURE, "traceparent", "tracestate", "baggage");

  private SignedForm() {}

  /** The one place at which the record counts. No topic's name has a slash in it. */
  static String place(String topic, @Nullable String key) {
    return topic + "/" + key;
  }

  static byte[] of(Headers headers, byte @Nullable [] value) {
    List<Header> signed = new ArrayList<>();
    for (Header header : headers) {
      if (!NOT_SIGNED.contains(header.key())) {
        signed.add(header);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      put(out, VERSION);
      out.writeInt(signed.size());
      for (Header header : signed) {
        put(out, header.key().getBytes(StandardCharsets.UTF_8));
        put(out, header.value());
      }
      put(out, value);
    } catch (IOException e) {
      throw new UncheckedIOException("memory must take bytes", e);
    }
    return bytes.toByteArray();
  }

  private static void put(DataOutputStream out, byte @Nullable [] part) throws IOException {
    out.writeInt(part == null ? -1 : part.length);
    if (part != null) {
      out.write(part);
    }
  }
}
