package dev.handoff.cli;

import dev.handoff.brief.Brief;
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
   * The exit code: the worst of theirs.
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
      for (PinnedSource source : sources) {
        JobId candidate = submission.newId();
        JobId job = submission.submit(candidate, source, submit, err);
        jobs.add(job);
        accepted(job, source.brief());
      }
      return jobs;
    } catch (Exception e) {
      if (!jobs.isEmpty()) {
        err.println("Accepted before that, and goes on: " + Interrupts.comeBack(jobs));
      }
      throw e;
    }
  }

  private void accepted(JobId job, Brief brief) {
    Accepted.note(kafka, job, err);
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
      Answer answer = new Answer(kafka, command);
      return new ManyWaits(waiting, answer, progress, connection::letStop, command)
          .await(jobs, options.waiting(), false, options.isJson());
    }
  }

  private void cancel(JobProducer producer, List<JobId> jobs) {
    err.println();
    err.println("Cancelling all " + jobs.size() + "; Ctrl-C again detaches and lets them be.");
    err.flush();
    for (JobId job : jobs) {
      producer
          .cancel(job, "Ctrl-C")
          .exceptionally(
              failure -> {
                err.println(
                    PlainLine.one(
                        "handoff: "
                            + CancelFailure.of(job, failure, Failures.broker(kafka)).getMessage()));
                err.flush();
                return null;
              });
    }
  }
}
