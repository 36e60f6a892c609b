package dev.handoff.gateway.http;

import dev.handoff.gateway.access.HostRules;
import dev.handoff.gateway.access.PeerUser;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.Tokens;
import dev.handoff.gateway.problem.Problem;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Stands before all routes: refuses what comes by a wrong name, from a page of somebody else,
 * without a token or too large. Every answer gets the headers that keep a browser from reading more
 * into it.
 */
public final class RequestGuard extends Handler.Wrapper {

  /** The attribute with the {@link Token} of a request. */
  static final String TOKEN = "dev.handoff.token";

  /** The attribute of a connection that says whether it is from this gateway's user. */
  private static final String OWN = "dev.handoff.own";

  private static final int TOO_LARGE = 413;

  /** The largest body, in bytes. */
  static final int MAX_BODY = 2 << 20;

  /** These say nothing of any job, and whoever restarts a gateway has no token. */
  private static final Set<String> WITHOUT_TOKEN = Set.of("/healthz", "/readyz");

  private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([\\x21-\\x7e]{1,500})");
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
          + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final HostRules hosts;
  private final Tokens tokens;
  private final @Nullable PeerUser peers;

  /**
   * @param peers null: whose program asks does not matter
   */
  public RequestGuard(HostRules hosts, Tokens tokens, @Nullable PeerUser peers, Handler routes) {
    super(routes);
    this.hosts = hosts;
    this.tokens = tokens;
    this.peers = peers;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    protect(response.getHeaders());
    Exchange exchange = new Exchange(request, response, callback, null);
    Problem problem = whyNot(request, response);
    if (problem != null && problem.status() == TOO_LARGE) {
      exchange.problemAfterBody(problem);
      return true;
    }
    if (problem != null) {
      exchange.problem(problem);
      return true;
    }
    if (request.getMethod().equals("OPTIONS") && request.getHeaders().contains(HttpHeader.ORIGIN)) {
      exchange.empty(204);
      return true;
    }
    if (needsToken(String.valueOf(request.getHttpURI().getDecodedPath()))) {
      Optional<Token> token = token(request.getHeaders().get(HttpHeader.AUTHORIZATION));
      if (token.isEmpty()) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"handoff\"");
        exchange.problem(new Problem(401, "a token must be sent as: Authorization: Bearer TOKEN"));
        return true;
      }
      request.setAttribute(TOKEN, token.get());
    }
    return super.handle(request, response, callback);
  }

  private static boolean needsToken(String path) {
    return !WITHOUT_TOKEN.contains(path) && !BoardRoutes.has(path);
  }

  private static void protect(HttpFields.Mutable headers) {
    headers.put("Content-Security-Policy", POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
  }

  private @Nullable Problem whyNot(Request request, Response response) {
    String host = request.getHeaders().get(HttpHeader.HOST);
    // A request line with a whole URL has a name of its own.
    if (!hosts.answersTo(host) || !hosts.answersTo(request.getHttpURI().getAuthority())) {
      return new Problem(
          421, "this gateway does not answer to that name; names in gateway.yaml lists those");
    }
    if (peers != null && !isOwn(peers, request.getConnectionMetaData())) {
      return new Problem(403, "only programs of the user who runs this gateway may ask it");
    }
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin != null) {
      if (!hosts.permits(origin, host)) {
        return new Problem(403, "pages of that origin may not ask this gateway");
      }
      permit(origin, response.getHeaders());
    }
    if (request.getLength() > MAX_BODY) {
      return new Problem(TOO_LARGE, "a body must be at most 2 MiB");
    }
    return null;
  }

  /** Asked once a connection, which stays with whoever made it. */
  private static boolean isOwn(PeerUser peers, ConnectionMetaData connection) {
    if (connection.getAttribute(OWN) == null) {
      boolean isOwn =
          connection.getRemoteSocketAddress() instanceof InetSocketAddress client
              && connection.getLocalSocketAddress() instanceof InetSocketAddress server
              && peers.isOwn(client, server);
      connection.setAttribute(OWN, isOwn);
    }
    return Boolean.TRUE.equals(connection.getAttribute(OWN));
  }

  /** Says so to the browser, if it is not a page of the gateway's own. */
  private void permit(String origin, HttpFields.Mutable headers) {
    if (hosts.isNamed(origin)) {
      headers.put("Access-Control-Allow-Origin", origin);
      headers.put("Vary", "Origin");
      headers.put("Access-Control-Allow-Methods", "GET, POST");
      headers.put(
          "Access-Control-Allow-Headers",
          "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Prefer, traceparent");
      headers.put("Access-Control-Expose-Headers", "Handoff-Exit, Location, Retry-After");
      headers.put("Cross-Origin-Resource-Policy", "cross-origin");
    }
  }

  private Optional<Token> token(@Nullable String authorization) {
    Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization.strip());
    return bearer.matches() ? tokens.of(bearer.group(1)) : Optional.empty();
  }
}
