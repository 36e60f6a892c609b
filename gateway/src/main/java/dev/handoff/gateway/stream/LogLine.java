package dev.handoff.gateway.stream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.job.InvisibleText;
import dev.handoff.job.JobId;
import dev.handoff.log.artifact.ArtifactChunk;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Makes a JSON object of each part of a job's log. A character that is divided between two parts
 * stands in the second. Used by one thread.
 */
public final class LogLine {

  private static final int LONGEST_CHARACTER = 4;

  private final JobId job;

  private CharsetDecoder decoder = newDecoder();
  private ByteBuffer rest = ByteBuffer.allocate(0);
  private int attempt;

  public LogLine(JobId job) {
    this.job = job;
  }

  private static CharsetDecoder newDecoder() {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  /** On one line. */
  public String of(ArtifactChunk chunk) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("job", job.text());
    json.put("offset", chunk.offset());
    json.put("attempt", chunk.attempt());
    json.put("at", chunk.at().toString());
    json.put("text", text(chunk));
    return InvisibleText.escapedJson(json.toString());
  }

  /** Takes a part that the reader has already. */
  void skip(ArtifactChunk chunk) {
    text(chunk);
  }

  private String text(ArtifactChunk chunk) {
    if (chunk.attempt() != attempt) {
      attempt = chunk.attempt();
      decoder = newDecoder();
      rest = ByteBuffer.allocate(0);
    }
    ByteBuffer bytes = ByteBuffer.allocate(rest.remaining() + chunk.bytes().length);
    bytes.put(rest).put(chunk.bytes()).flip();
    CharBuffer text = CharBuffer.allocate(bytes.remaining() + LONGEST_CHARACTER);
    decoder.decode(bytes, text, false);
    rest = bytes.slice();
    return text.flip().toString();
  }
}
