package dev.handoff.job;

import dev.handoff.brief.Brief;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The brief as it stands on the log. Most readers of a job need its limits and its lane only, so
 * its texts stay bytes until somebody asks for them.
 */
public final class RecordedBrief {

  private final Brief withoutTexts;
  private final Supplier<Brief> whole;
  private final byte @Nullable [] json;

  /**
   * @param withoutTexts the same as {@link Brief#withoutTexts()} of the whole brief
   * @param whole reads the brief anew at each call; must not fail
   */
  public RecordedBrief(Brief withoutTexts, Supplier<Brief> whole) {
    this(withoutTexts, whole, null);
  }

  private RecordedBrief(Brief withoutTexts, Supplier<Brief> whole, byte @Nullable [] json) {
    this.withoutTexts = withoutTexts;
    this.whole = whole;
    this.json = json;
  }

  /** A brief that is read already. */
  public static RecordedBrief of(Brief brief) {
    return new RecordedBrief(brief, () -> brief);
  }

  /**
   * A brief whose JSON was written already, for its lane, and is not written again.
   *
   * @param json exactly that of the brief; not copied, not changed
   */
  public static RecordedBrief written(Brief brief, byte[] json) {
    return new RecordedBrief(brief, () -> brief, json);
  }

  /** The JSON of the brief if it was written before this was made. Not to be changed. */
  public byte @Nullable [] json() {
    return json;
  }

  /** The limits of the job, without reading its texts. */
  Brief.Limits limits() {
    return withoutTexts.limits();
  }

  /** The brief with its texts. Reads them at each call. */
  public Brief whole() {
    return whole.get();
  }

  /** The same without the texts, and without the bytes that hold them. */
  RecordedBrief withoutTexts() {
    return withoutTexts == null ? this : of(withoutTexts.withoutTexts());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordedBrief that && Objects.equals(whole(), that.whole());
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(whole());
  }

  @Override
  public String toString() {
    return String.valueOf(whole());
  }
}
