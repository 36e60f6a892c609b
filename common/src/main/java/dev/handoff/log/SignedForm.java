package dev.handoff.log;

import dev.handoff.trace.TraceContext;
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
 * Builds the bytes that are signed: everything that a reader uses, each part behind its length, so
 * that no two records have the same bytes.
 *
 * <p>These are the value and the headers in their order, among them {@code signed-for}, which names
 * topic and key, and {@code kid}. The signature itself and the headers of tracing are left out; no
 * reader uses those.
 */
final class SignedForm {

  static final String KID = "kid";
  static final String SIGNED_FOR = "signed-for";
  static final String SIGNATURE = "signature";

  private static final byte[] VERSION = "handoff signature 1".getBytes(StandardCharsets.US_ASCII);
  private static final Set<String> NOT_SIGNED =
      Set.of(SIGNATURE, TraceContext.HEADER, "tracestate", "baggage");

  private SignedForm() {}

  /** The only place where the record counts. Names of topics contain no slash. */
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
