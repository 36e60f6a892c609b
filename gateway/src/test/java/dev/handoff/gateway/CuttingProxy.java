package dev.handoff.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy that cuts each answer off after so many bytes, in the same place each time. */
final class CuttingProxy implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int target;
  private final int limit;
  private final AtomicInteger cuts = new AtomicInteger();

  CuttingProxy(int target, int limit) throws IOException {
    this.target = target;
    this.limit = limit;
    thread(this::accept);
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  int cuts() {
    return cuts.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket gateway = new Socket(InetAddress.getLoopbackAddress(), target);
        thread(() -> copy(client, gateway, Integer.MAX_VALUE));
        thread(() -> copy(gateway, client, limit));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void copy(Socket from, Socket to, int most) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int left = most;
      byte[] buffer = new byte[256];
      int read = in.read(buffer, 0, Math.min(left, buffer.length));
      while (read > 0) {
        out.write(buffer, 0, read);
        out.flush();
        left -= read;
        if (left == 0) {
          cuts.incrementAndGet();
          return;
        }
        read = in.read(buffer, 0, Math.min(left, buffer.length));
      }
    } catch (IOException e) {
      // the other side is gone
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
