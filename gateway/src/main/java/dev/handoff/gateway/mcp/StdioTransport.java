package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One client that started this process: a message a line on its standard streams. Nothing else may
 * ever be written to the output. A thread of its own writes, so that a client that does not read
 * stops no other thread. No message is left out: a client that leaves too many unread is cut off,
 * since it would else wait for an answer that never comes.
 */
public final class StdioTransport {

  /** Characters that a client may leave unread. */
  private static final long MAX_UNREAD = 16 << 20;

  private static final long LAST_WORDS_MILLIS = 2_000;

  /** Ends the writer; no message is empty. */
  private static final String END = "";

  private final McpServer server;
  private final MessageLines in;
  private final OutputStream out;
  private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
  private final AtomicLong unreadLetters = new AtomicLong();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Connection connection = new Connection(this::send);

  public StdioTransport(McpServer server, InputStream in, OutputStream out) {
    this.server = server;
    this.in = new MessageLines(in, JsonRpc.MAX_BYTES);
    this.out = out;
  }

  /**
   * Answers until the input ends. Then ends what is still under way, which ends no job. Once only.
   *
   * @throws IOException if the input cannot be read, or the client does not read what it is sent
   */
  public void run() throws IOException, InterruptedException {
    Thread writer = start("mcp-out", this::write);
    start("mcp-in", this::read); // a read cannot be interrupted, so nobody waits for it
    try {
      end.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException unreadable) {
        throw unreadable;
      }
      throw new IllegalStateException(failed.getCause());
    } finally {
      connection.close();
      unread.add(END);
      writer.join(LAST_WORDS_MILLIS);
    }
  }

  private static Thread start(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void read() {
    try {
      for (Message next = in.next(); next != null && !end.isDone(); next = in.next()) {
        server.receive(next, connection);
      }
      end.complete(null);
    } catch (Throwable e) { // also an error must end the process, not this thread alone
      end.completeExceptionally(e);
    }
  }

  private void send(ObjectNode message) {
    String line = JsonRpc.text(message) + "\n";
    if (end.isDone()) {
      return;
    }
    if (unreadLetters.addAndGet(line.length()) > MAX_UNREAD) {
      end.completeExceptionally(
          new IOException(
              "the host does not read what it is sent: more than 16 MiB wait for it, so the"
                  + " connection ends; no job ends with it"));
      return;
    }
    unread.add(line);
  }

  private void write() {
    try {
      for (String next = unread.take(); !next.equals(END); next = unread.take()) {
        out.write(next.getBytes(StandardCharsets.UTF_8));
        unreadLetters.addAndGet(-next.length());
        if (unread.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      // The client has closed its end: nobody is there to answer.
      end.complete(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
