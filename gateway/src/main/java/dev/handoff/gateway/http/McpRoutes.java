package dev.handoff.gateway.http;

import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.mcp.HttpHeaders;
import dev.handoff.gateway.mcp.HttpReply;
import dev.handoff.gateway.mcp.HttpTransport;
import dev.handoff.gateway.mcp.McpServer;
import dev.handoff.gateway.mcp.tool.Jobs;
import dev.handoff.gateway.mcp.tool.Tools;
import dev.handoff.gateway.problem.Problem;
import dev.handoff.gateway.problem.ProblemException;
import dev.handoff.gateway.problem.Problems;
import dev.handoff.gateway.stream.TextStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/** The Model Context Protocol for hosts that ask over HTTP: each token's owner with its rights. */
final class McpRoutes {

  private static final String PATH = "/mcp";

  private final Backend backend;
  private final Write write;
  private final About about;
  private final Map<String, HttpTransport> transports = new ConcurrentHashMap<>();

  McpRoutes(Backend backend, Write write, About about) {
    this.backend = backend;
    this.write = write;
    this.about = about;
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", PATH, TokenRole.WATCHER, (exchange, path) -> receive(exchange)));
  }

  private void receive(Exchange exchange) {
    HttpTransport transport =
        transports.computeIfAbsent(exchange.token().name(), name -> transport(exchange.token()));
    Content.Source.asByteArrayAsync(
        exchange.request(),
        RequestGuard.MAX_BODY,
        Promise.Invocable.from(
            InvocationType.NON_BLOCKING,
            bytes -> backend.prompt().execute(() -> receive(exchange, transport, bytes)),
            failure -> exchange.problem(new Problem(413, "a body must be at most 2 MiB"))));
  }

  private void receive(Exchange exchange, HttpTransport transport, byte[] body) {
    try {
      exchange.request().addIdleTimeoutListener(idle -> false); // each wait has an end of its own
      HttpHeaders headers =
          new HttpHeaders(
              exchange.header("MCP-Protocol-Version"),
              exchange.header("Mcp-Method"),
              exchange.header("Mcp-Name"),
              exchange.accepts(Exchange.EVENT_STREAM));
      Runnable onGone = transport.receive(headers, body, new Reply(exchange, backend));
      Request.addCompletionListener(exchange.request(), failure -> onGone.run());
    } catch (RuntimeException e) {
      exchange.fail(e);
    }
  }

  private HttpTransport transport(Token token) {
    HttpRights rights = new HttpRights(write, token);
    Jobs jobs = new Jobs(backend.kafka(), token.name(), backend.awaiter(), rights);
    Tools tools =
        new Tools(
            () -> jobs,
            new HttpSubmitter(write, token, backend.limits()),
            failure -> Problems.of(failure).words(),
            backend.blocking());
    return new HttpTransport(new McpServer(tools, about.version(), about.skill()));
  }

  /** One answer: an object, or events. */
  private static final class Reply implements HttpReply {

    private final Exchange exchange;
    private final Backend backend;
    private final TextStream events;

    private Reply(Exchange exchange, Backend backend) {
      this.exchange = exchange;
      this.backend = backend;
      this.events = new TextStream(backend.streams());
    }

    @Override
    public void answer(int status, @Nullable String json) {
      if (json == null) {
        exchange.empty(status);
      } else {
        exchange.json(status, json);
      }
    }

    @Override
    public @Nullable String begin() {
      Runnable close;
      try {
        close = StreamRoutes.openStream(exchange, backend.limits());
      } catch (ProblemException refused) {
        return Problems.of(refused).words();
      }
      if (exchange.take()) {
        events.run(ResponseOutlet.of(exchange), close);
      }
      return null;
    }

    @Override
    public void event(String json) {
      events.send(json);
    }

    @Override
    public void end() {
      events.end();
    }
  }
}
