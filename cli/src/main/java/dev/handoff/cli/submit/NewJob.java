package dev.handoff.cli.submit;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.LogFollower;
import dev.handoff.cli.await.FinalReport;
import dev.handoff.cli.await.Interrupts;
import dev.handoff.cli.await.PendingInterrupt;
import dev.handoff.cli.await.Progress;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.job.LogText;
import dev.handoff.cli.job.Waiting;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.cli.source.PinnedSource;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.JobProducer;
import dev.handoff.producer.SubmitOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;

/** Submits a brief as a job and then waits, watches or detaches, as the options require. */
final class NewJob {

  /** On a busy host, a short job may end before its follower has started. */
  private static final Duration REST_OF_LOG = Duration.ofSeconds(20);

  private final ConnectionOptions connection;
  private final KafkaSettings kafka;
  private final NewJobOptions options;
  private final CommandLine command;
  private final PrintWriter err;
  private final LogText log = new LogText();

  NewJob(
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
   * Runs it and returns the exit code.
   *
   * @param source closed as soon as the job is accepted
   */
  int run(PinnedSource source, SubmitOptions submit) throws Exception {
    options.progress().checked(err);
    try (JobProducer producer = new JobProducer(kafka, System.getProperty("user.name"))) {
      Submission submission = new Submission(kafka, producer, options.waiting().firstAnswer());
      JobId candidate = submission.newId();
      if (options.isAcceptedOnly()) {
        return accepted(submission.submit(candidate, source, submit, err), candidate);
      }
      try (Waiting waiting = new Waiting(kafka)) {
        PendingInterrupt<JobId> interrupt = interrupt(producer);
        // Before the submit: a worker may run the job before this process receives the answer.
        Interrupts.on(() -> interrupted(interrupt), () -> interruptedAgain(interrupt, candidate));
        JobId job = submission.submit(candidate, source, submit, err);
        interrupt.isAbout(job);
        Accepted.remember(kafka, job, err);
        err.println(acceptance(job, candidate));
        err.flush();
        connection.keepRunning(why -> Interrupts.endWithoutBroker(err, List.of(job), why));
        return options.isLogShown() ? watch(waiting, job) : awaitOnly(waiting, job);
      }
    }
  }

  /** Ctrl-C cancels the job if its output is shown, otherwise it ends only the wait. */
  private PendingInterrupt<JobId> interrupt(JobProducer producer) {
    return new PendingInterrupt<>(
        options.isLogShown()
            ? job -> cancel(producer, job)
            : job -> Interrupts.detach(err, List.of(job)));
  }

  private void interrupted(PendingInterrupt<JobId> interrupt) {
    if (!interrupt.interrupt()) {
      err.println();
      err.println(
          "It is being submitted: Ctrl-C takes effect once it is accepted. Ctrl-C again leaves at once.");
      err.flush();
    }
  }

  private void interruptedAgain(PendingInterrupt<JobId> interrupt, JobId candidate) {
    if (interrupt.subject() != null) {
      Interrupts.detach(err, List.of(interrupt.subject()));
    } else {
      Interrupts.leaveUnaccepted(err, candidate);
    }
  }

  /** With a key, the job may be one that was submitted earlier. */
  private static String acceptance(JobId job, JobId candidate) {
    return job.equals(candidate)
        ? "Accepted as " + job
        : "This key belongs to a job already: " + job;
  }

  private int accepted(JobId job, JobId candidate) {
    Accepted.remember(kafka, job, err);
    PrintWriter out = command.getOut();
    out.println(job);
    out.flush();
    String how = job.equals(candidate) ? "Accepted." : "This key belongs to that job already.";
    err.println(how + " Wait for its end with: handoff await " + job);
    err.flush();
    return ExitCode.COMPLETED;
  }

  private int awaitOnly(Waiting waiting, JobId job) throws Exception {
    JobView view = await(waiting, job, true);
    return answer(waiting, view);
  }

  private int answer(Waiting waiting, JobView view) throws InterruptedException {
    return new FinalReport(kafka, command)
        .print(view, options.isJson(), true, waiting.unanswered());
  }

  private int watch(Waiting waiting, JobId job) throws Exception {
    try (LogFollower follower = new LogFollower(kafka, job, this::printLog)) {
      follower.start();
      JobView view = await(waiting, job, false);
      boolean isAll = follower.finish(view.result().outputs().log(), REST_OF_LOG);
      print(log.rest());
      if (!isAll) {
        print("handoff: the end of the log did not arrive in time; see handoff logs " + job + "\n");
      }
      return answer(waiting, view);
    }
  }

  /**
   * @param isOutputTold whether to show the last line of output, because the log is not shown
   */
  private JobView await(Waiting waiting, JobId job, boolean isOutputTold) throws Exception {
    try (Progress progress =
        new Progress(kafka, err, options.progress(), 1, isOutputTold).start(waiting::unanswered)) {
      JobView view = waiting.await(job, options.waiting(), progress);
      connection.letStop();
      return view;
    }
  }

  private void printLog(byte[] bytes) {
    print(log.of(bytes));
  }

  private void print(String text) {
    err.print(text);
    err.flush();
  }

  private void cancel(JobProducer producer, JobId job) {
    err.println();
    err.println("Cancelling " + job + "; Ctrl-C again detaches.");
    err.flush();
    new InterruptCancel(kafka, err).request(producer, job);
  }
}
