package dev.handoff.cli.job;

import dev.handoff.cli.console.PlainLine;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log of a job as text that is safe for a terminal. It comes in parts whose borders may cut a
 * character or an escape sequence, so what is cut waits for the next part.
 *
 * <p>Of a line that the job has drawn again and again, as a progress bar does, the text has what
 * stood there last. Such a line waits for its end; any other is told as far as it has come.
 */
public final class LogText {

  /** A sequence is a few characters long, and a title perhaps some hundred. */
  private static final int MAX_SEQUENCE = 4096;

  /** What is longer is no progress bar. */
  private static final int MAX_HELD = 64 * 1024;

  private static final Pattern BEGUN_SEQUENCE =
      Pattern.compile("\u001b(\\[[0-?]*[ -/]*|\\][^\u0007\u001b]*\u001b?)?\\z");

  /** Some programs name the first column instead of going back to it. */
  private static final Pattern FIRST_COLUMN = Pattern.compile("\u001b\\[[01]?G");

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  private ByteBuffer cut = ByteBuffer.allocate(0);
  private String cutSequence = "";

  // Of the line that is not over:
  private final StringBuilder frame = new StringBuilder();
  private boolean isPartTold;
  private boolean isRedrawn;
  private boolean isAtStart; // the next character begins another frame

  /** The text that is complete with these bytes. */
  public String of(byte[] bytes) {
    String text = plain(cutSequence + decoded(bytes));
    StringBuilder told = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      take(text.charAt(i), told);
    }
    if (!isRedrawn || frame.length() > MAX_HELD) {
      tellFrame(told);
    }
    return told.toString();
  }

  /** What stands last in a line that is drawn again and again; empty if there is no such line. */
  public String held() {
    return frame.toString();
  }

  /** What is left when nothing more comes. */
  public String rest() {
    StringBuilder told = new StringBuilder();
    tellFrame(told);
    return told.toString();
  }

  private String decoded(byte[] bytes) {
    ByteBuffer in = ByteBuffer.allocate(cut.remaining() + bytes.length).put(cut).put(bytes).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, false);
    cut = in.slice();
    return out.flip().toString();
  }

  /** Carriage returns are still in it; {@link PlainLine} would take them away. */
  private String plain(String text) {
    Matcher begun = BEGUN_SEQUENCE.matcher(text);
    boolean isCut = begun.find() && text.length() - begun.start() <= MAX_SEQUENCE;
    cutSequence = isCut ? text.substring(begun.start()) : "";
    String whole = isCut ? text.substring(0, begun.start()) : text;
    String[] frames = FIRST_COLUMN.matcher(whole).replaceAll("\r").split("\r", -1);
    for (int i = 0; i < frames.length; i++) {
      frames[i] = PlainLine.of(frames[i]);
    }
    return String.join("\r", frames);
  }

  private void take(char next, StringBuilder told) {
    if (next == '\r') {
      isRedrawn = true;
      isAtStart = true;
    } else if (next == '\n') {
      tellFrame(told);
      told.append('\n');
      isPartTold = false;
    } else {
      if (isAtStart) {
        frame.setLength(0);
      }
      isAtStart = false;
      frame.append(next);
    }
  }

  private void tellFrame(StringBuilder told) {
    if (isPartTold && isRedrawn && frame.length() > 0) {
      told.append('\n'); // an earlier frame stands there, or a part of one
    }
    told.append(frame);
    isPartTold |= frame.length() > 0;
    isRedrawn = false;
    isAtStart = false;
    frame.setLength(0);
  }
}
