package dev.handoff.faults;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a broker and lets everything pass, but for one client, known by its {@code
 * client.id}: from its n-th produce request on it hears nothing any more. The broker has what it
 * sent.
 */
final class AnswerThief implements AutoCloseable {

  private static final int PRODUCE = 0;

  private final ServerSocket listener;
  private final int brokerPort;
  private final String victim;
  private final int heard;
  private final AtomicInteger produced = new AtomicInteger();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  /**
   * @param isVictims whether the victim has produced on it
   */
  private record Connection(Socket client, Socket broker, AtomicBoolean isVictims)
      implements AutoCloseable {

    Connection(Socket client, Socket broker) {
      this(client, broker, new AtomicBoolean());
    }

    @Override
    public void close() throws IOException {
      client.close();
      broker.close();
    }
  }

  /**
   * @param heard how many produce requests of the victim are answered
   */
  AnswerThief(int brokerPort, String victim, int heard) {
    this.brokerPort = brokerPort;
    this.victim = victim;
    this.heard = heard;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("accept", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many produce requests the victim has sent. */
  int produced() {
    return produced.get();
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, "thief-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Connection connection =
            new Connection(client, new Socket(InetAddress.getLoopbackAddress(), brokerPort));
        connections.add(connection);
        start("requests", () -> run(connection, this::passRequests));
        start("answers", () -> run(connection, this::passAnswers));
      } catch (IOException e) {
        // Closed, or the broker is away: whoever wanted it tries again.
        continue;
      }
    }
  }

  private interface Flow {
    void pass(Connection connection) throws IOException;
  }

  private void run(Connection connection, Flow flow) {
    try (connection) {
      flow.pass(connection);
    } catch (IOException ended) {
      // As connections end; the other side sees it by its closed socket.
      return;
    } finally {
      connections.remove(connection);
    }
  }

  private void passRequests(Connection connection) throws IOException {
    DataInputStream in = new DataInputStream(connection.client().getInputStream());
    DataOutputStream out = new DataOutputStream(connection.broker().getOutputStream());
    while (true) {
      byte[] frame = frame(in);
      if (isProduceOfVictim(frame)) {
        connection.isVictims().set(true);
        produced.incrementAndGet();
      }
      write(frame, out);
    }
  }

  private void passAnswers(Connection connection) throws IOException {
    DataInputStream in = new DataInputStream(connection.broker().getInputStream());
    DataOutputStream out = new DataOutputStream(connection.client().getOutputStream());
    while (true) {
      byte[] frame = frame(in);
      if (!connection.isVictims().get() || produced.get() <= heard) {
        write(frame, out);
      }
    }
  }

  private static void write(byte[] frame, DataOutputStream out) throws IOException {
    out.writeInt(frame.length);
    out.write(frame);
    out.flush();
  }

  private static byte[] frame(DataInputStream in) throws IOException {
    byte[] frame = in.readNBytes(in.readInt());
    if (frame.length == 0) {
      throw new EOFException();
    }
    return frame;
  }

  /** A request begins with its kind, version and number, and the client's name. */
  private boolean isProduceOfVictim(byte[] frame) {
    ByteBuffer request = ByteBuffer.wrap(frame);
    if (request.getShort() != PRODUCE) {
      return false;
    }
    request.getShort();
    request.getInt();
    byte[] name = new byte[Math.max(0, request.getShort())];
    request.get(name);
    return new String(name, StandardCharsets.UTF_8).equals(victim);
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Connection connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
