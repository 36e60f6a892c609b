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

  private static final String TEXT = "goal: Any\nrun: {handler: some}\nlimits: {timeout: 200ms}\n";
  private static final Brief BRIEF = new BriefReader().read(TEXT.getBytes(StandardCharsets.UTF_8));

  private HandlerClaims() {}

  /** A fresh one, of a job of its own. */
  public static Claim claim() {
    JobId job = JobId.next(Instant.now(), 0);
    return new Claim(
        LaneRecord.first(job, BRIEF), "lease of " + job, 0, true, HostUptime.nanoTime());
  }
}
