package dev.handoff.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Listens on a port of this host as soon as it is free, and answers every request like a web server
 * that does not understand it.
 */
final class PortTaker implements AutoCloseable {

  private static final byte[] ANSWER =
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final long PAUSE_NANOS = 1_000_000;

  private final int port;
  private final CountDownLatch taken = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "port-taker");

  private volatile boolean isClosed;
  private volatile ServerSocket socket; // null until the port is free

  private PortTaker(int port) {
    this.port = port;
  }

  static PortTaker of(int port) {
    PortTaker taker = new PortTaker(port);
    taker.thread.start();
    return taker;
  }

  void awaitTaken() throws InterruptedException {
    taken.await();
  }

  private void run() {
    while (socket == null && !isClosed) {
      try {
        socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        LockSupport.parkNanos(PAUSE_NANOS); // still in use
      }
    }
    taken.countDown();
    while (!isClosed) {
      try (Socket client = socket.accept()) {
        client.getInputStream().read(new byte[512]);
        client.getOutputStream().write(ANSWER);
      } catch (IOException e) {
        // The client has disconnected, or close() was called.
      }
    }
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      if (socket != null) {
        socket.close();
      }
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
