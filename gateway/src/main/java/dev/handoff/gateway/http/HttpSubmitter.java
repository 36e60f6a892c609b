package dev.handoff.gateway.http;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.lint.BriefLint;
import dev.handoff.brief.policy.Refusal;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenLimits;
import dev.handoff.gateway.mcp.tool.Jobs;
import dev.handoff.gateway.mcp.tool.Submitter;
import dev.handoff.gateway.mcp.tool.ToolException;
import dev.handoff.gateway.submit.HttpBrief;
import dev.handoff.job.JobId;
import dev.handoff.producer.IdempotencyKey;
import dev.handoff.producer.JobProducer;
import dev.handoff.producer.SubmitOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Submits briefs that come over MCP as {@code POST /v1/jobs} does. */
final class HttpSubmitter implements Submitter {

  private static final long PATIENCE_SECONDS = 30;

  private final Write write;
  private final Token token;
  private final TokenLimits limits;
  private final BriefReader reader = new BriefReader();

  HttpSubmitter(Write write, Token token, TokenLimits limits) {
    this.write = write;
    this.token = token;
    this.limits = limits;
  }

  @Override
  public Accepted submit(Jobs jobs, Request request) throws Exception {
    JobProducer producer = jobs.producer();
    Write.requireRate(token, limits);
    if (request.isDirty()) {
      throw new ToolException("dirty must be left out: a gateway has no working tree");
    }
    Brief brief = reader.read(request.document());
    Write.requireLane(token, brief.lane());
    List<BriefError> errors = HttpBrief.errors(brief);
    if (!errors.isEmpty()) {
      throw new InvalidBriefException(errors);
    }
    write.requirePermitted(brief);
    SubmitOptions options =
        new SubmitOptions(null, key(request.key(), brief), null).withTrace(request.trace());
    JobId candidate = producer.newId();
    JobId job =
        producer
            .submit(candidate, HttpBrief.toSubmit(brief), write.options(token, options))
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return new Accepted(job, job.equals(candidate), List.of());
  }

  private static @Nullable IdempotencyKey key(@Nullable String key, Brief brief) {
    try {
      return key == null ? null : new IdempotencyKey(key, brief);
    } catch (IllegalArgumentException e) {
      throw new ToolException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Checked check(byte[] document) {
    Brief brief;
    try {
      brief = reader.read(document);
    } catch (InvalidBriefException refused) {
      return new Checked(refused.errors(), List.of(), List.of());
    }
    return new Checked(
        HttpBrief.errors(brief),
        write.policy().refusals(brief).stream().map(Refusal::toString).toList(),
        BriefLint.findings(brief, BriefLint.usesRepository(brief)));
  }
}
