package dev.handoff.gateway.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which user has the other end of a connection from this host, as Linux tells in {@code
 * /proc/net/tcp} (proc(5)). So a token that another user of this host has got hold of is of no use
 * to that user. Thread-safe.
 */
public final class PeerUser {

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int USER = 7;
  private static final int INODE = 9;

  /** The table is no snapshot: a row can be missed while others come and go. */
  private static final int LOOKS = 3;

  private final List<Path> tables;
  private final String user;

  PeerUser(List<Path> tables, long user) {
    this.tables = List.copyOf(tables);
    this.user = String.valueOf(user);
  }

  /** That of the user of this process; empty where the system does not tell. */
  public static Optional<PeerUser> ofThisProcess() {
    try {
      Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      PeerUser peers = new PeerUser(TABLES, ((Number) user).longValue());
      return peers.knowsItself() ? Optional.of(peers) : Optional.empty();
    } catch (IOException | RuntimeException untold) {
      return Optional.empty();
    }
  }

  /** Tried, since some systems have such a table with nothing of use in it. */
  private boolean knowsItself() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      return isOwn(
          (InetSocketAddress) client.getLocalSocketAddress(),
          (InetSocketAddress) client.getRemoteSocketAddress());
    }
  }

  /**
   * Whether a program of this user, or of the system's administrator, has the client's end open.
   * False also if that end is closed already: the system does not tell whose it was.
   *
   * @param server IPv4, as the client sees it
   */
  public boolean isOwn(InetSocketAddress client, InetSocketAddress server) {
    String from = hex(client);
    String to = hex(server);
    for (int i = 0; i < LOOKS; i++) {
      Optional<String> found = userOf(from, to);
      if (found.isPresent()) {
        return found.get().equals(user) || found.get().equals("0");
      }
    }
    return false;
  }

  private Optional<String> userOf(String from, String to) {
    for (Path table : tables) {
      try (Stream<String> rows = Files.lines(table, StandardCharsets.ISO_8859_1)) {
        Optional<String> user =
            rows.map(row -> row.strip().split(" +"))
                .filter(row -> row.length > INODE && !row[INODE].equals("0"))
                .filter(row -> isMeant(row[LOCAL], from) && isMeant(row[REMOTE], to))
                .map(row -> row[USER])
                .findFirst();
        if (user.isPresent()) {
          return user;
        }
      } catch (IOException | UncheckedIOException gone) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** A socket for IPv6 has the address of IPv4 behind a prefix. */
  private static boolean isMeant(String cell, String address) {
    return cell.equals(address) || cell.equals("0".repeat(16) + word(0xffff) + address);
  }

  /** As the kernel prints it: 32 bits as a number of this machine, and the port. */
  private static String hex(InetSocketAddress socket) {
    InetAddress address = socket.getAddress();
    return address instanceof Inet4Address
        ? word(ByteBuffer.wrap(address.getAddress()).getInt()) + ":%04X".formatted(socket.getPort())
        : "none";
  }

  private static String word(int bigEndian) {
    boolean isLittle = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    return String.format(
        Locale.ROOT, "%08X", isLittle ? Integer.reverseBytes(bigEndian) : bigEndian);
  }
}
