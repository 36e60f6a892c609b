package dev.handoff.cli;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.LogFollower;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.JobProducer;
import dev.handoff.producer.SubmitOptions;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;

/** Submits a brief as a job and does with it what the options say, for all commands that do so. */
final class NewJob {

  private static final Duration REST_OF_LOG = Duration.ofSeconds(5);
  private static final long LARGE_BUNDLE = 1 << 20;

  private final KafkaSettings kafka;
  private final NewJobOptions options;
  private final CommandLine command;
  private final PrintWriter err;

  NewJob(KafkaSettings kafka, NewJobOptions options, CommandLine command) {
    this.kafka = kafka;
    this.options = options;
    this.command = command;
    this.err = command.getErr();
  }

  /**
   * The exit code.
   *
   * @param source closed as soon as the job is accepted
   */
  int run(PinnedSource source, SubmitOptions submit) throws Exception {
    try (JobProducer producer = new JobProducer(kafka, System.getProperty("user.name"))) {
      Submission submission = new Submission(producer, options.waiting().firstAnswer());
      JobId candidate = submission.newId(kafka.bootstrapServers());
      if (options.isAcceptedOnly()) {
        return accepted(submit(submission, candidate, source, submit), candidate);
      }
      try (Waiting waiting = new Waiting(kafka)) {
        JobId job = submit(submission, candidate, source, submit);
        err.println(acceptance(job, candidate));
        return options.isLogShown() ? watch(producer, waiting, job) : awaitOnly(waiting, job);
      }
    }
  }

  private JobId submit(
      Submission submission, JobId candidate, PinnedSource source, SubmitOptions submit)
      throws Exception {
    try (source) {
      long bytes = source.bundleBytes();
      if (bytes > LARGE_BUNDLE) {
        err.println("Sending %d MiB of the repository along.".formatted(bytes >> 20));
        err.flush();
      }
      return submission
          .withUpload(bytes)
          .submit(candidate, source.brief(), submit.withBundle(source.bundle()));
    }
  }

  /** With a key, the job may be one that was submitted before. */
  private static String acceptance(JobId job, JobId candidate) {
    return job.equals(candidate) ? "Accepted as " + job : "This key means a job already: " + job;
  }

  private int accepted(JobId job, JobId candidate) {
    PrintWriter out = command.getOut();
    out.println(job);
    out.flush();
    String how = job.equals(candidate) ? "Accepted." : "This key means that job already.";
    err.println(how + " Wait for its end with: handoff await " + job);
    err.flush();
    return ExitCode.COMPLETED;
  }

  private int awaitOnly(Waiting waiting, JobId job) throws Exception {
    Interrupts.on(() -> Interrupts.detach(err, job), () -> {});
    JobView view = waiting.await(job, options.waiting(), new Progress(err));
    return new Answer(kafka, command).print(view, options.isJson());
  }

  private int watch(JobProducer producer, Waiting waiting, JobId job) throws Exception {
    Interrupts.on(() -> cancel(producer, job), () -> Interrupts.detach(err, job));
    try (LogFollower log = new LogFollower(kafka, job, this::printLog)) {
      log.start();
      JobView view = waiting.await(job, options.waiting(), new Progress(err));
      log.finish(view.result().outputs().log(), REST_OF_LOG);
      return new Answer(kafka, command).print(view, options.isJson());
    }
  }

  /** Whole chunks, whose borders may cut a character: the log itself is kept exactly. */
  private void printLog(byte[] bytes) {
    err.print(PlainLine.of(new String(bytes, StandardCharsets.UTF_8)));
    err.flush();
  }

  private void cancel(JobProducer producer, JobId job) {
    err.println();
    err.println("Cancelling " + job + "; Ctrl-C again detaches and lets it be.");
    err.flush();
    producer
        .cancel(job, "Ctrl-C")
        .exceptionally(
            failure -> {
              err.println(
                  PlainLine.one(
                      "handoff: " + job + " could not be cancelled: " + failure.getMessage()));
              err.flush();
              return null;
            });
  }
}
