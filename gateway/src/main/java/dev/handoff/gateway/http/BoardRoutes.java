package dev.handoff.gateway.http;

import dev.handoff.gateway.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The board: a page of fixed files that asks nothing but the public API. The files hold no secret,
 * so they need no token; the page asks for one.
 */
final class BoardRoutes {

  /** Where its files lie. */
  static final String FOLDER = "/board/";

  private static final String PAGE = "index.html";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry(PAGE, "text/html; charset=utf-8"),
          Map.entry("board.css", "text/css; charset=utf-8"),
          Map.entry("icon.svg", "image/svg+xml"),
          Map.entry("api.js", SCRIPT),
          Map.entry("dom.js", SCRIPT),
          Map.entry("job.js", SCRIPT),
          Map.entry("jobs.js", SCRIPT),
          Map.entry("main.js", SCRIPT),
          Map.entry("needs.js", SCRIPT),
          Map.entry("now.js", SCRIPT),
          Map.entry("text.js", SCRIPT),
          Map.entry("workers.js", SCRIPT));

  /** Whether a path is one of the board's. */
  static boolean has(String path) {
    return path.equals("/") || path.startsWith(FOLDER);
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/", null, (exchange, path) -> send(exchange, PAGE)),
        new Route(
            "GET",
            FOLDER + "{file}",
            null,
            (exchange, path) -> send(exchange, String.valueOf(path.get("file")))));
  }

  private static void send(Exchange exchange, String file) {
    String type = TYPES.get(file);
    if (type == null) {
      exchange.problem(new Problem(404, "the board has no such file"));
    } else {
      exchange.answer(200, type, bytes(file));
    }
  }

  /** Only of a file that {@link #TYPES} names. */
  private static byte[] bytes(String file) {
    String resource = "/dev/handoff/gateway/board/" + file;
    try (InputStream in = BoardRoutes.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " must be on the class path");
      }
      return in.readAllBytes();
    } catch (IOException lost) {
      throw new UncheckedIOException(resource + " must be readable from the class path", lost);
    }
  }
}
