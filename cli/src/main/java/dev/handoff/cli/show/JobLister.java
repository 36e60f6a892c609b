package dev.handoff.cli.show;

import dev.handoff.awaiter.JobIndex;
import dev.handoff.awaiter.JobSummary;
import dev.handoff.awaiter.json.SummaryJson;
import dev.handoff.cli.console.Terminal;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.status.StatusScan;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;

/** Lists the jobs submitted since a given time, the newest first. */
final class JobLister {

  /** Limit for the fold of all jobs since then: some 30 MB. */
  private static final int ROOM = 20_000;

  private final KafkaSettings kafka;
  private final Duration patience;
  private final PrintWriter out;
  private final PrintWriter err;

  JobLister(KafkaSettings kafka, Duration patience, CommandLine command) {
    this.kafka = kafka;
    this.patience = patience;
    this.out = command.getOut();
    this.err = command.getErr();
  }

  /**
   * @param limit maximum number; 0 for all
   */
  void list(Instant since, Predicate<JobSummary> wanted, int limit, boolean isJson) {
    JobIndex roll = new JobIndex(ROOM);
    new StatusScan(kafka, patience).since(since, roll::apply);
    List<JobSummary> all = roll.newestFirst().stream().filter(wanted).toList();
    List<JobSummary> shown = limit == 0 ? all : all.stream().limit(limit).toList();
    print(shown, isJson);
    if (shown.isEmpty()) {
      say("No such job was submitted since " + since + "; --since looks further back.");
    }
    if (shown.size() < all.size()) {
      say(all.size() - shown.size() + " older ones are not shown; --limit 0 shows all.");
    }
    if (roll.dropped() > 0) {
      say(
          "Too many jobs since %s: %d are left out, the oldest that have ended first. A later --since leaves out none."
              .formatted(since, roll.dropped()));
    }
  }

  private void print(List<JobSummary> jobs, boolean isJson) {
    if (isJson) {
      jobs.forEach(job -> out.println(SummaryJson.of(job)));
    } else if (!jobs.isEmpty()) {
      JobTable table = new JobTable(Instant.now());
      jobs.forEach(table::add);
      table.lines(Terminal.ofProcess().isColored()).forEach(out::println);
    }
    out.flush();
  }

  private void say(String line) {
    err.println(line);
    err.flush();
  }

  static boolean isLive(JobSummary job) {
    return job.state().status() == JobStatus.QUEUED || job.state().status() == JobStatus.RUNNING;
  }
}
