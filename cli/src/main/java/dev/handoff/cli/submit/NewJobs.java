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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Submits several briefs as jobs, and waits for all of them unless the options say otherwise. */
final class NewJobs {

  /** Limits the ids that are lost if the command is killed before it has printed them. */
  private static final int AT_ONCE = 100;

  private final ConnectionOptions connection;
  private final KafkaSettings kafka;
  private final NewJobOptions options;
  private final CommandLine command;
  private final PrintWriter err;

  private @Nullable JobId newest;
  private int unremembered;

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
      submit(submission, sources, submit, jobs);
      return jobs;
    } catch (Exception e) {
      if (!jobs.isEmpty()) {
        err.println("Accepted jobs go on. Wait for their ends with: " + Interrupts.comeBack(jobs));
      }
      throw e;
    } finally {
      rememberLast();
    }
  }

  /**
   * Adds accepted jobs in the order of the briefs. As soon as the oldest pending one is accepted,
   * the next is sent. After a failure none is sent, but the answers to all pending ones are
   * awaited.
   *
   * @throws Exception the first failure; further ones are printed
   */
  private void submit(
      Submission submission, List<PinnedSource> sources, SubmitOptions submit, List<JobId> jobs)
      throws Exception {
    Deque<Submission.UnderWay> pending = new ArrayDeque<>();
    List<Exception> failures = new ArrayList<>();
    for (PinnedSource source : sources) {
      finish(submission, pending, room(pending, source), jobs, failures);
      if (!failures.isEmpty()) {
        break;
      }
      try {
        pending.add(submission.begin(submission.newId(), source, submit, err));
      } catch (Exception e) {
        failures.add(named(source, e));
        break;
      }
    }
    finish(submission, pending, 0, jobs, failures);
    if (!failures.isEmpty()) {
      failures.stream().skip(1).forEach(failure -> new Failures().handle(failure, err));
      throw failures.get(0);
    }
  }

  /** How many may be pending when this one is sent. A job with an upload is submitted alone. */
  private static int room(Deque<Submission.UnderWay> pending, PinnedSource source) {
    boolean isAlone =
        source.hasFiles() || (!pending.isEmpty() && pending.getLast().source().hasFiles());
    return isAlone ? 0 : AT_ONCE - 1;
  }

  /** Waits for the oldest ones until so few are pending; after a failure for all. */
  private void finish(
      Submission submission,
      Deque<Submission.UnderWay> pending,
      int left,
      List<JobId> jobs,
      List<Exception> failures) {
    while (pending.size() > (failures.isEmpty() ? left : 0)) {
      Submission.UnderWay oldest = pending.remove();
      try {
        JobId job = submission.finish(oldest);
        jobs.add(job);
        accepted(job, oldest.source().brief());
      } catch (Exception e) {
        failures.add(named(oldest.source(), e));
      }
    }
  }

  private static Exception named(PinnedSource source, Exception failure) {
    String title = PlainLine.one(source.brief().title());
    return failure instanceof CommandException known
        ? new CommandException(known.exitCode(), title + ": " + known.getMessage())
        : failure;
  }

  private void accepted(JobId job, Brief brief) {
    if (newest == null || newest.compareTo(job) < 0) {
      newest = job;
    }
    if (++unremembered == AT_ONCE) {
      rememberLast();
    }
    if (options.isAcceptedOnly()) {
      command.getOut().println(job);
      command.getOut().flush();
    } else {
      err.println("Accepted as " + job + ": " + PlainLine.one(brief.title()));
      err.flush();
    }
  }

  /** For each job it would take longer than the submit. */
  private void rememberLast() {
    if (newest != null && unremembered > 0) {
      Accepted.remember(kafka, newest, err);
      unremembered = 0;
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
