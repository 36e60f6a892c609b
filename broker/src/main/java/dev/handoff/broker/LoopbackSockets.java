package dev.handoff.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * Binds the two listening sockets before Kafka starts: no other process can take a chosen port in
 * between, and a taken port is an error of ours instead of a fault inside Kafka. Kafka owns a
 * socket once it has asked for it.
 */
final class LoopbackSockets implements ServerSocketFactory, AutoCloseable {
  // Below the ports for outgoing connections of Linux and others: a client may use such a port
  // while
  // the broker restarts, and a client that retries it may even connect to itself.
  private static final int FIRST_PORT = 15_000;
  private static final int LAST_PORT = 32_000;
  private static final int TRIES = 200;
  private static final int BACKLOG = 128;

  // Filled before the start, emptied by the controller's and the broker's start-up threads.
  private final Map<String, ServerSocketChannel> unclaimed = new ConcurrentHashMap<>();
  private final Ports ports;

  LoopbackSockets(LocalBrokerSettings settings, Ports usedLast) throws IOException {
    try {
      int client = bind("CLIENT", settings.clientPort(), usedLast.client());
      int controller = bind("CONTROLLER", settings.controllerPort(), usedLast.controller());
      ports = new Ports(client, controller);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  Ports ports() {
    return ports;
  }

  @Override
  public ServerSocketChannel openServerSocket(
      String listenerName, InetSocketAddress address, int backlog, int receiveBufferBytes)
      throws IOException {
    ServerSocketChannel socket = unclaimed.remove(listenerName);
    // A listener added by the overrides chooses its own address.
    return socket == null
        ? KafkaServerSocketFactory.INSTANCE.openServerSocket(
            listenerName, address, backlog, receiveBufferBytes)
        : socket;
  }

  /** Closes the sockets that Kafka never asked for. */
  @Override
  public void close() throws IOException {
    for (ServerSocketChannel socket : unclaimed.values()) {
      socket.close();
    }
    unclaimed.clear();
  }

  private int bind(String listener, int demanded, int usedLast) throws IOException {
    if (demanded != 0) {
      if (!tryBind(listener, demanded)) {
        throw new LocalBrokerException(
            "Port "
                + demanded
                + " of 127.0.0.1, demanded for the broker's "
                + listener
                + " listener, is in use. Nothing was started. Stop what uses it or choose another.");
      }
      return demanded;
    }
    if (usedLast != 0 && tryBind(listener, usedLast)) {
      return usedLast;
    }
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      if (tryBind(listener, port)) {
        return port;
      }
    }
    throw new LocalBrokerException(
        "No free port found on 127.0.0.1 from " + FIRST_PORT + " to " + LAST_PORT);
  }

  private boolean tryBind(String listener, int port) throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open();
    try {
      socket.configureBlocking(false);
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      socket.bind(new InetSocketAddress(loopback, port), BACKLOG);
      unclaimed.put(listener, socket);
      return true;
    } catch (BindException taken) {
      socket.close();
      return false;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
