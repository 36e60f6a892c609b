package dev.handoff.cli;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The log of a job as text that is safe for a terminal. It comes in parts whose borders may cut a
 * character, so what is cut waits for the next part.
 */
final class LogText {

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  private ByteBuffer cut = ByteBuffer.allocate(0);

  /** The text that is complete with these bytes. */
  String of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.allocate(cut.remaining() + bytes.length).put(cut).put(bytes).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, false);
    cut = in.slice();
    return PlainLine.of(out.flip().toString());
  }
}
