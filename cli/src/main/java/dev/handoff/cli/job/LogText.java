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
 * Converts the log of a job to text that is safe for a terminal. The log comes in parts that may
 * split a character or an escape sequence; the first half is held until the next part.
 *
 * <p>Of a line that the job redraws, such as a progress bar, only the last version is kept. Such a
 * line is held until it ends; any other is returned as far as it has come.
 */
public final class LogText {

  /** Most sequences are a few characters long, those that set a title perhaps some hundred. */
  private static final int MAX_SEQUENCE = 4096;

  /** A longer line is no progress bar. */
  private static final int MAX_HELD = 64 * 1024;

  private static final Pattern BEGUN_SEQUENCE =
      Pattern.compile("\u001b(\\[[0-?]*[ -/]*|\\][^\u0007\u001b]*\u001b?)?\\z");

  /** Some programs move to the first column by its number instead of a carriage return. */
  private static final Pattern FIRST_COLUMN = Pattern.compile("\u001b\\[[01]?G");

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  private ByteBuffer cut = ByteBuffer.allocate(0);
  private String cutSequence = "";

  // State of the unfinished line.
  private final StringBuilder frame = new StringBuilder();
  private boolean isPartTold;
  private boolean isRedrawn;
  private boolean isAtStart; // the next character begins another frame

  /** Returns the text that is complete after these bytes. */
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

  /** The last version of a line that is being redrawn; empty if there is none. */
  public String held() {
    return frame.toString();
  }

  /** Returns the rest after the last part. */
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

  /** Keeps carriage returns, which {@link PlainLine} would remove. */
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
      told.append('\n'); // (part of) an earlier frame was returned
    }
    told.append(frame);
    isPartTold |= frame.length() > 0;
    isRedrawn = false;
    isAtStart = false;
    frame.setLength(0);
  }
}
