package dev.handoff.gateway.http;

import dev.handoff.awaiter.JobView;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.mcp.tool.Jobs;
import dev.handoff.gateway.mcp.tool.ToolException;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.producer.JobProducer;

/** What a token permits over MCP: the same as over the other routes. */
final class HttpRights implements Jobs.Rights {

  private final Write write;
  private final Token token;

  HttpRights(Write write, Token token) {
    this.write = write;
    this.token = token;
  }

  @Override
  public JobProducer producer() {
    if (!token.role().permits(TokenRole.SUBMITTER)) {
      throw new ToolException(
          "this needs a token of the role %s, and this one has the role %s"
              .formatted(TokenRole.SUBMITTER, token.role()));
    }
    return write.producer(token);
  }

  @Override
  public void requireCancel(JobView job) {
    Submitted submitted = job.state().submitted();
    if (submitted != null) {
      Write.requireLane(token, submitted.lane());
    }
  }
}
