package dev.handoff.gateway.http;

import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** All that the gateway answers, and who may ask for it. */
public final class Routes extends Handler.Abstract {

  private final List<Route> routes;

  Routes(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  List<Route> all() {
    return routes;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Token token = (Token) request.getAttribute(RequestGuard.TOKEN);
    Exchange exchange = new Exchange(request, response, callback, token);
    String path = String.valueOf(request.getHttpURI().getDecodedPath());
    String method = request.getMethod();
    List<Route> ofPath = routes.stream().filter(route -> route.match(path).isPresent()).toList();
    Optional<Route> found = ofPath.stream().filter(route -> isMethod(route, method)).findFirst();
    if (ofPath.isEmpty()) {
      exchange.problem(new Problem(404, "there is nothing at this path; see docs/gateway.md"));
    } else if (found.isEmpty()) {
      String allowed = ofPath.stream().map(Route::method).collect(Collectors.joining(", "));
      response.getHeaders().put(HttpHeader.ALLOW, allowed);
      exchange.problem(new Problem(405, "only " + allowed));
    } else if (!isPermitted(exchange, found.get().role())) {
      exchange.problem(
          new Problem(
              403,
              "this needs a token of the role %s, and this one has the role %s"
                  .formatted(found.get().role(), exchange.token().role())));
    } else {
      answer(exchange, found.get(), found.get().match(path).orElseThrow());
    }
    return true;
  }

  private static boolean isMethod(Route route, String method) {
    boolean isHead = method.equals("HEAD") && route.role() == null;
    return route.method().equals(isHead ? "GET" : method);
  }

  private static boolean isPermitted(Exchange exchange, @Nullable TokenRole role) {
    return role == null || exchange.has(role);
  }

  private static void answer(Exchange exchange, Route route, Map<String, String> path) {
    try {
      route.endpoint().answer(exchange, path);
    } catch (Exception e) {
      exchange.fail(e);
    }
  }
}
