package dev.handoff.cli.submit;

import dev.handoff.cli.await.ProgressOptions;
import dev.handoff.cli.options.WaitOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a command that makes a job does with it afterwards, and when it is due. */
final class NewJobOptions {

  @Mixin private WaitOptions wait;
  @Mixin private DueOptions due;
  @Mixin private ProgressOptions progress;

  @Option(
      names = "--background",
      description = "Print the job's id as soon as it is accepted, and do not wait.")
  private boolean isBackground;

  @Option(
      names = "--await",
      description =
          "Wait for the end; with --background without the log, and Ctrl-C only detaches.")
  private boolean isAwaited;

  @Option(names = "--json", description = "Print one JSON object instead of the report.")
  private boolean isJson;

  WaitOptions waiting() {
    return wait;
  }

  ProgressOptions progress() {
    return progress;
  }

  DueOptions due() {
    return due;
  }

  boolean isAcceptedOnly() {
    return isBackground && !isAwaited;
  }

  boolean isLogShown() {
    return !isBackground;
  }

  /** Whether the exit code is the answer; else that is an id or JSON. */
  boolean isVerdict() {
    return !isAcceptedOnly() && !isJson;
  }

  boolean isJson() {
    return isJson;
  }
}
