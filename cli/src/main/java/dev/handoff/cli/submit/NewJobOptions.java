package dev.handoff.cli.submit;

import dev.handoff.cli.await.ProgressOptions;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.options.WaitOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a command does after it has submitted a job, and when the job is due. */
final class NewJobOptions {

  @Option(
      names = "--background",
      order = HelpSection.WAITING,
      description = "Print the job's id once it is accepted; do not wait.")
  private boolean isBackground;

  @Option(
      names = "--await",
      order = HelpSection.WAITING,
      description = "With --background: wait too; Ctrl-C only detaches.")
  private boolean isAwaited;

  @Mixin private WaitOptions wait;
  @Mixin private ProgressOptions progress;
  @Mixin private DueOptions due;

  @Option(
      names = "--json",
      order = HelpSection.OUTPUT,
      description = "Print one JSON object instead of the report.")
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

  /** Whether the exit code is the answer, rather than an id or JSON. */
  boolean isVerdict() {
    return !isAcceptedOnly() && !isJson;
  }

  boolean isJson() {
    return isJson;
  }
}
