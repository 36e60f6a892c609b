package dev.handoff.cli.submit;

import dev.handoff.cli.console.Failures;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.JobProducer;
import java.io.PrintWriter;

/**
 * Requests the end of a job after Ctrl-C, and does not wait for it: the command goes on to wait for
 * the job itself.
 *
 * @param err where a request that failed is reported
 */
record InterruptCancel(KafkaSettings kafka, PrintWriter err) {

  void request(JobProducer producer, JobId job) {
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
