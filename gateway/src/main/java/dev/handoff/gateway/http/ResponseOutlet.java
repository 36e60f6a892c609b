package dev.handoff.gateway.http;

import dev.handoff.gateway.stream.Outlet;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Writes a stream as the answer to a request. */
final class ResponseOutlet implements Outlet {

  private final Response response;
  private final Callback callback;

  private ResponseOutlet(Response response, Callback callback) {
    this.response = response;
    this.callback = callback;
  }

  /** Begins the answer; the exchange must have been taken. */
  static ResponseOutlet of(Exchange exchange) {
    Response response = exchange.response();
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Exchange.EVENT_STREAM + ";charset=utf-8");
    response.getHeaders().put("X-Accel-Buffering", "no");
    // Nothing comes from the client any more; what is not read in time ends a write.
    exchange.request().addIdleTimeoutListener(timeout -> false);
    return new ResponseOutlet(response, exchange.callback());
  }

  @Override
  public void cut(String why) {
    callback.failed(new IOException(why));
  }

  @Override
  public void write(ByteBuffer bytes, boolean isLast, Flushed flushed) {
    response.write(
        isLast,
        bytes,
        Callback.from(
            () -> {
              flushed.succeeded();
              if (isLast) {
                callback.succeeded();
              }
            },
            failure -> {
              flushed.failed(failure);
              callback.failed(failure);
            }));
  }
}
