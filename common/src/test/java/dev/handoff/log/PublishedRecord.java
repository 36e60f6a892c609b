package dev.handoff.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record as version 1 writes it: the contract with builds that are older or newer than this one.
 * The files are never edited, only added to.
 */
record PublishedRecord(String key, Map<String, String> headers, JsonNode value) {

  private static final ObjectMapper PLAIN = new ObjectMapper();

  static PublishedRecord named(String name) {
    return read(name, PublishedRecord.class);
  }

  static <T> T read(String name, Class<T> type) {
    try (InputStream in = PublishedRecord.class.getResourceAsStream("version1/" + name + ".json")) {
      if (in == null) {
        throw new AssertionError("there is no published record of " + name);
      }
      return PLAIN.readValue(in, type);
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  static JsonNode tree(byte[] json) {
    try {
      return PLAIN.readTree(json);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] bytes(JsonNode tree) {
    try {
      return PLAIN.writeValueAsBytes(tree);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Map<String, String> texts(Headers headers) {
    Map<String, String> texts = new TreeMap<>();
    for (Header header : headers) {
      texts.put(header.key(), TextHeader.get(headers, header.key()));
    }
    return texts;
  }

  ConsumerRecord<String, byte[]> consumed() {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>("t", 0, key, bytes(value));
    headers.forEach((name, text) -> TextHeader.put(record.headers(), name, text));
    return RecordForms.consumed(record);
  }
}
