package dev.handoff.gateway.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A temporary file that is complete before it is sent, and deleted after. */
final class SentFile {

  /** Writes the file. */
  interface Filling {
    void fill() throws IOException;
  }

  private final TemporaryFiles files;
  private final Path file;

  SentFile(TemporaryFiles files, Path file) {
    this.files = files;
    this.file = file;
  }

  /** Blocks while it is filled, and no longer. */
  void fillAndSend(Exchange exchange, String type, Filling filling) {
    try {
      filling.fill();
      if (!exchange.take()) {
        files.delete(file);
        return;
      }
      Response response = exchange.response();
      response.setStatus(200);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, Files.size(file));
      Callback done = Callback.from(exchange.callback(), () -> files.delete(file));
      Content.copy(Content.Source.from(file), response, done);
    } catch (IOException | RuntimeException e) {
      files.delete(file);
      exchange.fail(e);
    }
  }
}
