package dev.handoff.cli.submit;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.lint.BriefLint;
import dev.handoff.brief.lint.LintWarning;
import dev.handoff.brief.lint.SourceLint;
import dev.handoff.brief.policy.Refusal;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.cli.brief.WrittenBrief;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.cli.source.BriefSource;
import dev.handoff.cli.source.PinnedSource;
import dev.handoff.cli.source.SourcePin;
import dev.handoff.gateway.mcp.tool.Jobs;
import dev.handoff.gateway.mcp.tool.Submitter;
import dev.handoff.gateway.mcp.tool.ToolException;
import dev.handoff.job.JobId;
import dev.handoff.producer.IdempotencyKey;
import dev.handoff.producer.SubmitOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Submits briefs of a server that runs in a user's repository, as {@code handoff task} does: a
 * brief that names no repository means the one of this process's folder.
 */
public final class RepositorySubmitter implements Submitter {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ConnectionOptions connection;
  private final Path folder = WrittenBrief.currentFolder();

  public RepositorySubmitter(ConnectionOptions connection) {
    this.connection = connection;
  }

  @Override
  public Accepted submit(Jobs jobs, Request request) throws Exception {
    Brief brief = read(request.document());
    IdempotencyKey key = key(request.key(), brief);
    StringWriter notes = new StringWriter();
    PrintWriter err = new PrintWriter(notes);
    boolean isLocal = connection.isLocal();
    SourcePin pin = new SourcePin(err, new SourcePin.Reach(isLocal, request.isDirty()));
    try (PinnedSource source = pin.pin(brief, folder)) {
      new SubmitPolicy(isLocal, System.getenv()).require(source.brief());
      new AgentCheck(jobs.kafka(), isLocal, err).check(source.brief(), PATIENCE);
      SubmitOptions options =
          new SubmitOptions(null, key, null)
              .withTrace(
                  request.trace() == null ? CallersTrace.of(System.getenv()) : request.trace());
      Submission submission = new Submission(jobs.kafka(), jobs.producer(), PATIENCE);
      JobId candidate = submission.newId();
      JobId job = submission.submit(candidate, source, options, err);
      dev.handoff.cli.submit.Accepted.remember(jobs.kafka(), job, err);
      err.flush();
      return new Accepted(job, job.equals(candidate), notes.toString().lines().toList());
    }
  }

  private Brief read(byte[] document) throws IOException {
    return new BriefReader(connection.lane()).read(document);
  }

  private static @Nullable IdempotencyKey key(@Nullable String key, Brief brief) {
    try {
      return key == null ? null : new IdempotencyKey(key, brief);
    } catch (IllegalArgumentException e) {
      throw new ToolException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Checked check(byte[] document) throws Exception {
    Brief brief;
    try {
      brief = read(document);
    } catch (InvalidBriefException refused) {
      return new Checked(refused.errors(), List.of(), List.of());
    }
    List<String> refusals =
        new SubmitPolicy(connection.isLocal(), System.getenv())
            .refusals(brief).stream().map(Refusal::toString).toList();
    Optional<SourceLint.Result> source = BriefSource.lint(brief, folder);
    List<LintWarning> warnings =
        Stream.concat(
                BriefLint.findings(brief, BriefLint.usesRepository(brief)).stream(),
                source.stream().flatMap(result -> result.findings().stream()))
            .sorted(Comparator.comparing(LintWarning::severity))
            .toList();
    return new Checked(source.map(SourceLint.Result::errors).orElse(List.of()), refusals, warnings);
  }
}
