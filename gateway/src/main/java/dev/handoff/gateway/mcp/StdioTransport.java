package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One client that started this process: a message a line on its standard streams. Nothing else may
 * ever be written to the output. A thread of its own writes, so that a client that does not read
 * stops no other thread.
 */
public final class StdioTransport {

  /** A client that leaves so many messages unread gets no more. */
  private static final int MOST_UNREAD = 10_000;

  private static final long LAST_WORDS_MILLIS = 2_000;

  /** Ends the writer; no message is empty. */
  private static final String END = "";

  private final McpServer server;
  private final MessageLines in;
  private final OutputStream out;
  private final BlockingQueue<String> unread = new LinkedBlockingQueue<>(MOST_UNREAD);
  private final Thread writer = new Thread(this::write, "mcp-out");

  public StdioTransport(McpServer server, InputStream in, OutputStream out) {
    this.server = server;
    this.in = new MessageLines(in, JsonRpc.MAX_BYTES);
    this.out = out;
  }

  /**
   * Answers until the input ends. Then ends what is still under way, which ends no job.
   *
   * @throws IOException if the input cannot be read
   */
  public void run() throws IOException, InterruptedException {
    Connection connection = new Connection(this::send);
    writer.setDaemon(true);
    writer.start();
    try {
      for (Message next = in.next(); next != null; next = in.next()) {
        server.receive(next, connection);
      }
    } finally {
      connection.close();
      unread.offer(END, LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
      writer.join(LAST_WORDS_MILLIS);
    }
  }

  private void send(ObjectNode message) {
    unread.offer(JsonRpc.text(message) + "\n");
  }

  private void write() {
    try {
      for (String next = unread.take(); !next.equals(END); next = unread.take()) {
        out.write(next.getBytes(StandardCharsets.UTF_8));
        if (unread.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      // The client has closed its end, and will close the other too.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
