package dev.handoff.cli.show;

import dev.handoff.awaiter.JobSummary;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.options.AnswerOptions;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.cli.options.SinceOption;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.log.KafkaSettings;
import dev.handoff.trust.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists jobs. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "List jobs, the newest first. Reads the log from --since on, so a shorter time is faster.")
public final class ListCommand implements Callable<Integer> {

  /** The default retention of the log. */
  static final Duration RETENTION = Duration.ofDays(7);

  private static final Duration DEFAULT_SINCE = Duration.ofDays(1);

  /** The states by which jobs can be selected. */
  enum State {
    QUEUED,
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED,
    LIVE,
    ENDED;

    boolean isOf(JobSummary job) {
      return switch (this) {
        case LIVE -> JobLister.isLive(job);
        case ENDED -> job.state().status().isTerminal();
        default -> job.state().status().name().equals(name());
      };
    }
  }

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;
  @Mixin private AnswerOptions answer;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      order = HelpSection.JOBS,
      description = "Only these: queued, running, completed, failed, cancelled, live, ended.")
  private Set<State> states = EnumSet.noneOf(State.class);

  @Option(
      names = "--lane",
      paramLabel = "LANE",
      order = HelpSection.JOBS,
      description = "Only jobs of this lane.")
  private @Nullable String lane;

  @Option(names = "--mine", order = HelpSection.JOBS, description = "Only jobs that you submitted.")
  private boolean isMine;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = SinceOption.class,
      order = HelpSection.JOBS,
      description = "Only jobs submitted since: how long ago (2h, 7d), or a time. Default: 24h.")
  private @Nullable Instant since;

  @Option(
      names = "--limit",
      paramLabel = "N",
      order = HelpSection.JOBS,
      description = "At most this many; 0 for all. Default: 50.")
  private int limit = 50;

  @Option(
      names = "--json",
      order = HelpSection.OUTPUT,
      description = "Print one JSON object for each job.")
  private boolean isJson;

  @Override
  public Integer call() throws Exception {
    if (limit < 0) {
      throw new ParameterException(spec.commandLine(), "--limit must be 0 or more, got: " + limit);
    }
    Instant from = since == null ? Instant.now().minus(DEFAULT_SINCE) : since;
    KafkaSettings kafka = connection.connect();
    String user =
        kafka.signatures().key().map(SigningKey::name).orElse(System.getProperty("user.name"));
    new JobLister(kafka, answer.patience(), spec.commandLine())
        .list(from, job -> isWanted(job, user), limit, isJson);
    return ExitCode.COMPLETED;
  }

  private boolean isWanted(JobSummary job, String user) {
    Submitted submitted = job.state().submitted();
    boolean isOfLane = lane == null || submitted != null && lane.equals(submitted.lane());
    boolean isOfUser = !isMine || submitted != null && submitted.isOf(user);
    boolean isInState = states.isEmpty() || states.stream().anyMatch(state -> state.isOf(job));
    return isOfLane && isOfUser && isInState;
  }
}
