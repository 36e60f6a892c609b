package dev.handoff.gateway.http;

import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.problem.Problem;
import dev.handoff.gateway.problem.Problems;
import dev.handoff.trace.TraceContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** One request and its answer, which is given once: who comes second is ignored. Thread-safe. */
public final class Exchange {

  static final String JSON = "application/json";
  static final String JSON_LINES = "application/jsonl";
  static final String EVENT_STREAM = "text/event-stream";

  private static final long MAX_DRAINED = 64 << 20;

  /** Whoever sends a byte now and then has been answered by then. */
  private static final Duration MAX_DRAINING = Duration.ofSeconds(60);

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final @Nullable Token token;
  private final Fields query;
  private final AtomicBoolean isAnswered = new AtomicBoolean();

  /**
   * @param token null where none is asked for
   */
  Exchange(Request request, Response response, Callback callback, @Nullable Token token) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.token = token;
    this.query = Request.extractQueryParameters(request);
  }

  public Request request() {
    return request;
  }

  public Response response() {
    return response;
  }

  Callback callback() {
    return callback;
  }

  /** Of whoever asks. Only on routes that ask for one. */
  public Token token() {
    return Objects.requireNonNull(token, "this route asks for no token");
  }

  boolean has(TokenRole role) {
    return token != null && token.role().permits(role);
  }

  @Nullable String header(String name) {
    return request.getHeaders().get(name);
  }

  /** The trace that the request belongs to; null if it names none, or none that is one. */
  @Nullable TraceContext trace() {
    List<String> named = request.getHeaders().getValuesList(TraceContext.HEADER);
    return named.size() == 1 ? TraceContext.parse(named.get(0)).orElse(null) : null;
  }

  boolean accepts(String type) {
    String accept = header("Accept");
    return accept != null && accept.contains(type);
  }

  /** The parameters of the query, each with all its values. */
  Fields query() {
    return query;
  }

  List<String> values(String parameter) {
    List<String> values = query.getValues(parameter);
    return values == null ? List.of() : values;
  }

  /** Takes the answer for the caller; false if it was given or taken before. */
  boolean take() {
    return isAnswered.compareAndSet(false, true);
  }

  boolean isAnswered() {
    return isAnswered.get();
  }

  void json(int status, String json) {
    answer(status, JSON, json.getBytes(StandardCharsets.UTF_8));
  }

  void text(int status, String type, String text) {
    answer(status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  void empty(int status) {
    if (take()) {
      closeUnlessRead();
      response.setStatus(status);
      response.write(true, ByteBuffer.allocate(0), callback);
    }
  }

  void answer(int status, String type, byte[] body) {
    if (take()) {
      write(status, type, body);
    }
  }

  /**
   * The server closes a connection on which the rest of a body may still come. A client that does
   * not know so would lose its next request.
   */
  private void closeUnlessRead() {
    if (!request.consumeAvailable()) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
  }

  private void write(int status, String type, byte[] body) {
    closeUnlessRead();
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  void problem(Problem problem) {
    if (take()) {
      if (problem.retryAfter() != null) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, problem.retryAfter());
      }
      write(problem.status(), Problem.TYPE, problem.json().getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * The same once the client has sent its body, of which nothing is kept: a client that is still
   * sending when its connection is closed does not see the answer. Of a very long body not all is
   * waited for.
   */
  void problemAfterBody(Problem problem) {
    long until = System.nanoTime() + MAX_DRAINING.toNanos();
    drain(MAX_DRAINED, until, () -> problem(problem));
  }

  private void drain(long limit, long until, Runnable then) {
    long left = limit;
    while (left > 0 && System.nanoTime() - until < 0) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        long rest = left;
        request.demand(() -> drain(rest, until, then));
        return;
      }
      left = chunk.isLast() || Content.Chunk.isFailure(chunk) ? 0 : left - chunk.remaining();
      chunk.release();
    }
    then.run();
  }

  /** Answers what went wrong, unless an answer has begun. */
  void fail(Throwable failure) {
    problem(Problems.of(failure));
  }
}
