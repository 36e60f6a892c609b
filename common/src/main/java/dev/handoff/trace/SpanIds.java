package dev.handoff.trace;

import dev.handoff.file.Sha256;
import dev.handoff.job.JobId;
import java.util.HexFormat;

/**
 * The ids of a job's spans. They follow from what the spans are of, so that a worker, and each
 * process that reads the job's events, gives the same span the same id.
 */
public final class SpanIds {

  private static final int BYTES = 8;

  private SpanIds() {}

  /** The span from submit to end. */
  public static String ofJob(JobId job) {
    return digest(job.text() + "/job", BYTES);
  }

  /**
   * The span of an attempt, to which what its processes do belongs.
   *
   * @param attempt from 1
   */
  public static String ofAttempt(JobId job, int attempt) {
    return digest(job.text() + "/attempt/" + attempt, BYTES);
  }

  /**
   * The span of a part of an attempt.
   *
   * @param part names it among the parts of the attempt
   */
  public static String ofPart(JobId job, int attempt, String part) {
    return digest(job.text() + "/attempt/" + attempt + "/" + part, BYTES);
  }

  /** Never all zero, as far as SHA-256 is concerned. */
  static String digest(String text, int bytes) {
    byte[] whole = Sha256.of(text);
    return HexFormat.of().formatHex(whole, 0, bytes);
  }
}
