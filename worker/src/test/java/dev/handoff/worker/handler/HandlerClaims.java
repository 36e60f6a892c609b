package dev.handoff.worker.handler;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobId;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.worker.attempt.child.HostUptime;
import dev.handoff.worker.log.Claim;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Claims of jobs for a Java handler. */
public final class HandlerClaims {

  public static final String HANDLER = "some";

  private static final Brief PATIENT = brief("1h");
  private static final Brief BRIEF = brief("1s");

  private HandlerClaims() {}

  private static Brief brief(String limit) {
    String text = "goal: Any\nrun: {handler: some}\nlimits: {timeout: " + limit + "}\n";
    return new BriefReader().read(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A fresh one, of a job of its own, whose limit is soon over. */
  public static Claim claim() {
    return claim(BRIEF);
  }

  /** One whose limit no test will see. */
  public static Claim patientClaim() {
    return claim(PATIENT);
  }

  /** One whose limit is a text such as {@code 500ms}. */
  public static Claim claimWithLimit(String limit) {
    return claim(brief(limit));
  }

  private static Claim claim(Brief brief) {
    JobId job = JobId.next(Instant.now(), 0);
    return new Claim(
        LaneRecord.first(job, brief), "lease of " + job, 0, true, HostUptime.nanoTime());
  }
}
