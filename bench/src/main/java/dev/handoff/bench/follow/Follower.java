package dev.handoff.bench.follow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One stream of a gateway, read without a thread of its own. */
final class Follower {

  private static final int ROOM = 16 * 1024;

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(ROOM);
  private boolean hasBegun;

  private Follower(SocketChannel channel) {
    this.channel = channel;
  }

  /** Asks for the stream; what is read afterwards comes by the selector. */
  static Follower open(InetSocketAddress gateway, String path, String token, Selector selector)
      throws IOException {
    SocketChannel channel = SocketChannel.open(gateway);
    String request =
        """
        GET %s HTTP/1.1
        Host: 127.0.0.1:%d
        Authorization: Bearer %s
        Accept: text/event-stream

        """
            .formatted(path, gateway.getPort(), token)
            .replace("\n", "\r\n");
    channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    channel.configureBlocking(false);
    Follower follower = new Follower(channel);
    channel.register(selector, SelectionKey.OP_READ, follower);
    return follower;
  }

  /**
   * Reads what is there.
   *
   * @return whether it is the first time
   * @throws IOException if the stream was refused or has ended
   */
  boolean read(Stamp.Found found) throws IOException {
    int count = channel.read(buffer);
    if (count < 0) {
      throw new IOException("a stream has ended");
    }
    int end = buffer.position();
    int lines = end;
    while (lines > 0 && buffer.get(lines - 1) != '\n') {
      lines--;
    }
    Stamp.find(buffer.array(), 0, lines, found);
    boolean isFirst = !hasBegun && lines > 0;
    if (isFirst) {
      requireStream(lines);
      hasBegun = true;
    }
    buffer.flip().position(lines == 0 && end == ROOM ? end : lines);
    buffer.compact();
    return isFirst;
  }

  private void requireStream(int lines) throws IOException {
    String answer = new String(buffer.array(), 0, lines, StandardCharsets.UTF_8);
    if (!answer.startsWith("HTTP/1.1 200 ")) {
      throw new IOException("no stream, but: " + answer);
    }
  }

  void close() throws IOException {
    channel.close();
  }
}
