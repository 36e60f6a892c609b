package dev.handoff.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Reads a stream as a browser does: blocks of lines, of which the last id is the place. */
final class EventReader implements AutoCloseable {

  /** One event of a stream. */
  record Event(String id, String name, String data) {}

  final HttpResponse<InputStream> response;
  final List<Event> events = new CopyOnWriteArrayList<>();
  final List<String> comments = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile String lastId = "";
  private volatile boolean isOver;

  EventReader(HttpClient client, HttpRequest request) throws IOException {
    try {
      response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    thread = new Thread(this::read, "event-reader");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String name = "message";
      String data = null;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          if (data != null) {
            events.add(new Event(lastId, name, data));
          }
          name = "message";
          data = null;
        } else if (line.startsWith(":")) {
          comments.add(line);
        } else if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = data == null ? line.substring(6) : data + "\n" + line.substring(6);
        }
      }
    } catch (IOException e) {
      // cut off
    }
    isOver = true;
  }

  String lastId() {
    return lastId;
  }

  List<String> data() {
    return events.stream().map(Event::data).toList();
  }

  void awaitEvents(int count) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> events.size() >= count);
  }

  void awaitEnd() {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> isOver);
  }

  boolean isOver() {
    return isOver;
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }
}
