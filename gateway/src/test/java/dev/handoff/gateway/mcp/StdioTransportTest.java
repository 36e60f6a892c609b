package dev.handoff.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.gateway.mcp.tool.Jobs;
import dev.handoff.gateway.mcp.tool.Submitter;
import dev.handoff.gateway.mcp.tool.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that do not keep to their side of a pipe. No broker is needed for them. */
class StdioTransportTest {

  private static byte[] request(String method) {
    return """
        {"jsonrpc":"2.0","id":1,"method":"%s","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}
        """
        .formatted(method)
        .getBytes(StandardCharsets.UTF_8);
  }

  private final CountDownLatch over = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    over.countDown();
  }

  private void park() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** So many requests, and then nothing more, while the client keeps its end open. */
  private final class Requests extends InputStream {

    private final byte[] request;
    private final long bytes;
    private final CountDownLatch areAllRead = new CountDownLatch(1);
    private long read;

    private Requests(String method, int count) {
      this.request = request(method);
      this.bytes = (long) count * request.length;
    }

    @Override
    public int read() {
      if (read == bytes) {
        areAllRead.countDown();
        park();
        return -1;
      }
      return request[(int) (read++ % request.length)];
    }

    @Override
    public int read(byte[] into, int from, int most) {
      int first = read();
      if (first < 0) {
        return -1;
      }
      into[from] = (byte) first;
      int count = 1;
      while (count < most && read < bytes) {
        into[from + count++] = (byte) read();
      }
      return count;
    }

    private void awaitAllRead() throws IOException {
      try {
        areAllRead.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
    }
  }

  /** A pipe that is full. */
  private final class Full extends OutputStream {

    @Override
    public void write(int one) {
      park();
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      park();
    }
  }

  private static final class Closed extends OutputStream {

    @Override
    public void write(int one) throws IOException {
      throw new IOException("Broken pipe");
    }
  }

  private static McpServer server() {
    Submitter none =
        new Submitter() {
          @Override
          public Accepted submit(Jobs jobs, Request request) {
            throw new AssertionError("nothing may be submitted");
          }

          @Override
          public Checked check(byte[] document) {
            throw new AssertionError("nothing may be checked");
          }
        };
    Tools tools =
        new Tools(
            () -> {
              throw new IOException("no broker is there");
            },
            none,
            String::valueOf,
            Runnable::run);
    return new McpServer(tools, "1", "# The page");
  }

  private static CompletableFuture<Void> run(InputStream in, OutputStream out) {
    StdioTransport transport = new StdioTransport(server(), in, out);
    CompletableFuture<Void> run = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                transport.run();
                run.complete(null);
              } catch (IOException | InterruptedException | RuntimeException e) {
                run.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return run;
  }

  private static String failure(CompletableFuture<Void> run) throws Exception {
    try {
      run.get(60, TimeUnit.SECONDS);
      return "none";
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause().getMessage());
    }
  }

  @Test
  void aClientThatReadsNothingIsCutOffWithASentenceInsteadOfWaitingForLostAnswers()
      throws Exception {
    CompletableFuture<Void> run = run(new Requests("tools/list", 3_000), new Full());

    assertThat(failure(run)).startsWith("the host does not read what it is sent: more than 16 MiB");
  }

  @Test
  void aClientThatClosedItsEndEndsTheServerAlthoughItSendsNoMore() throws Exception {
    CompletableFuture<Void> run = run(new Requests("tools/list", 1), new Closed());

    assertThat(failure(run)).isEqualTo("none");
  }

  @Test
  void aClientThatReadsLateGetsEveryAnswer() throws Exception {
    int count = 20_000;
    CountDownLatch unread = new CountDownLatch(count);
    Requests requests = new Requests("prompts/list", count);
    OutputStream late =
        new OutputStream() {
          @Override
          public void write(int one) {
            throw new AssertionError("lines are written as a whole");
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            requests.awaitAllRead();
            unread.countDown();
          }
        };

    run(requests, late);

    assertThat(unread.await(60, TimeUnit.SECONDS)).isTrue();
  }
}
