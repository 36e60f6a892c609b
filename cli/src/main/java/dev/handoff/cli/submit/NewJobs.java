package dev.handoff.cli.submit;

import dev.handoff.brief.Brief;
import dev.handoff.cli.await.FinalReport;
import dev.handoff.cli.await.Interrupts;
import dev.handoff.cli.await.ManyWaits;
import dev.handoff.cli.await.Progress;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.Failures;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.job.Waiting;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.cli.source.PinnedSource;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.JobProducer;
import dev.handoff.producer.SubmitOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Submits several briefs as jobs, and waits for all of them unless the options say otherwise. */
final class NewJobs {

  /** Limits the ids that are lost if the command is killed before it has printed them. */
  private static final int AT_ONCE = 20;

  private final ConnectionOptions connection;
  private final KafkaSettings kafka;
  private final NewJobOptions options;
  private final CommandLine command;
  private final PrintWriter err;

  NewJobs(
      ConnectionOptions connection,
      KafkaSettings kafka,
      NewJobOptions options,
      CommandLine command) {
    this.connection = connection;
    this.kafka = kafka;
    this.options = options;
    this.command = command;
    this.err = command.getErr();
  }

  /**
   * Submits them, and returns the worst exit code of the jobs.
   *
   * @param sources each closed as soon as its job is accepted
   */
  int run(List<PinnedSource> sources, SubmitOptions submit) throws Exception {
    options.progress().checked(err);
    try (JobProducer producer = new JobProducer(kafka, System.getProperty("user.name"))) {
      List<JobId> jobs = submit(producer, sources, submit);
      if (options.isAcceptedOnly()) {
        err.println("Accepted. Wait for their ends with: " + Interrupts.comeBack(jobs));
        err.flush();
        return ExitCode.COMPLETED;
      }
      return await(producer, jobs);
    }
  }

  private List<JobId> submit(JobProducer producer, List<PinnedSource> sources, SubmitOptions submit)
      throws Exception {
    Submission submission = new Submission(kafka, producer, options.waiting().firstAnswer());
    List<JobId> jobs = new ArrayList<>();
    try {
      int next = 0;
      while (next < sources.size()) {
        List<PinnedSource> together = together(sources.subList(next, sources.size()));
        submitAtOnce(submission, together, submit, jobs);
        next += together.size();
      }
      return jobs;
    } catch (Exception e) {
      if (!jobs.isEmpty()) {
        err.println("Accepted jobs go on. Wait for their ends with: " + Interrupts.comeBack(jobs));
      }
      throw e;
    }
  }

  /** The next group to submit together. A job with an upload is submitted alone. */
  private static List<PinnedSource> together(List<PinnedSource> left) {
    int count = 1;
    while (count < Math.min(left.size(), AT_ONCE)
        && !left.get(0).hasFiles()
        && !left.get(count).hasFiles()) {
      count++;
    }
    return left.subList(0, count);
  }

  /**
   * Adds accepted jobs in the order of the briefs. Waits for the answers to all pending submits,
   * even after one has failed.
   *
   * @throws Exception the first failure; further ones are printed
   */
  private void submitAtOnce(
      Submission submission, List<PinnedSource> sources, SubmitOptions submit, List<JobId> jobs)
      throws Exception {
    List<Submission.UnderWay> underWay = new ArrayList<>();
    List<Exception> failures = new ArrayList<>();
    for (PinnedSource source : sources) {
      try {
        underWay.add(submission.begin(submission.newId(), source, submit, err));
      } catch (Exception e) {
        failures.add(named(source, e));
        break;
      }
    }
    for (int i = 0; i < underWay.size(); i++) {
      try {
        JobId job = submission.finish(underWay.get(i));
        jobs.add(job);
        accepted(job, sources.get(i).brief());
      } catch (Exception e) {
        failures.add(named(sources.get(i), e));
      }
    }
    if (!failures.isEmpty()) {
      failures.stream().skip(1).forEach(failure -> new Failures().handle(failure, err));
      throw failures.get(0);
    }
  }

  private static Exception named(PinnedSource source, Exception failure) {
    String title = PlainLine.one(source.brief().title());
    return failure instanceof CommandException known
        ? new CommandException(known.exitCode(), title + ": " + known.getMessage())
        : failure;
  }

  private void accepted(JobId job, Brief brief) {
    Accepted.remember(kafka, job, err);
    if (options.isAcceptedOnly()) {
      command.getOut().println(job);
      command.getOut().flush();
    } else {
      err.println("Accepted as " + job + ": " + PlainLine.one(brief.title()));
      err.flush();
    }
  }

  private int await(JobProducer producer, List<JobId> jobs) throws Exception {
    Runnable detach = () -> Interrupts.detach(err, jobs);
    if (options.isLogShown()) {
      Interrupts.on(() -> cancel(producer, jobs), detach);
    } else {
      Interrupts.on(detach, () -> {});
    }
    connection.keepRunning(why -> Interrupts.endWithoutBroker(err, jobs, why));
    try (Waiting waiting = new Waiting(kafka);
        Progress progress =
            new Progress(kafka, err, options.progress(), jobs.size(), true)
                .start(waiting::unanswered)) {
      FinalReport answer = new FinalReport(kafka, command);
      return new ManyWaits(waiting, answer, progress, connection::letStop, command)
          .await(jobs, options.waiting(), false, options.isJson());
    }
  }

  private void cancel(JobProducer producer, List<JobId> jobs) {
    err.println();
    err.println("Cancelling all " + jobs.size() + "; Ctrl-C again detaches.");
    err.flush();
    for (JobId job : jobs) {
      new InterruptCancel(kafka, err).request(producer, job);
    }
  }
}
