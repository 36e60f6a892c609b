package dev.handoff.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whose connection it is, by the system's tables. */
@EnabledOnOs(OS.LINUX)
class PeerUserTest {

  private static final String HEADING =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
  private static final String ROW =
      "   %d: %s:%04X %s:%04X 01 00000000:00000000 00:00000000 00000000 %5d        0 %d 1 0000 20 4\n";
  private static final String LOOPBACK = "0100007F";
  private static final String MAPPED = "0000000000000000FFFF00000100007F";
  private static final int CLIENT = 40000;
  private static final int SERVER = 9470;

  @TempDir private Path folder;

  private boolean isOwn(String... rows) throws IOException {
    Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    Path table = folder.resolve("tcp");
    Files.writeString(table, HEADING + String.join("", rows));
    return new PeerUser(List.of(table), 1000).isOwn(at(CLIENT), at(SERVER));
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static String row(String address, int from, int to, int user, int inode) {
    return ROW.formatted(1, address, from, address, to, user, inode);
  }

  @Test
  void theRowOfTheClientsEndTellsItsUser() throws IOException {
    assertThat(isOwn(row(LOOPBACK, CLIENT, SERVER, 1000, 77))).isTrue();
    assertThat(isOwn(row(MAPPED, CLIENT, SERVER, 1000, 77))).isTrue();
    assertThat(isOwn(row(LOOPBACK, CLIENT, SERVER, 0, 77))).as("administrator").isTrue();
    assertThat(isOwn(row(LOOPBACK, CLIENT, SERVER, 1001, 77))).isFalse();
    assertThat(isOwn(row(MAPPED, CLIENT, SERVER, 1001, 77))).isFalse();
  }

  @Test
  void theServersOwnEndAndOtherConnectionsTellNothing() throws IOException {
    String others =
        row(LOOPBACK, SERVER, CLIENT, 1000, 78)
            + row(LOOPBACK, CLIENT + 1, SERVER, 1000, 79)
            + row(LOOPBACK, CLIENT, SERVER + 1, 1000, 80)
            + row("0200007F", CLIENT, SERVER, 1000, 81);

    assertThat(isOwn(others)).isFalse();
    assertThat(isOwn(others, row(LOOPBACK, CLIENT, SERVER, 1000, 77))).isTrue();
    assertThat(isOwn(others, row(LOOPBACK, CLIENT, SERVER, 1001, 77))).isFalse();
  }

  /** The system shows an end that was closed as the administrator's, with inode 0. */
  @Test
  void whoHasClosedItsEndIsNotTakenForTheAdministrator() throws IOException {
    assertThat(isOwn(row(LOOPBACK, CLIENT, SERVER, 0, 0))).isFalse();
    assertThat(isOwn(row(LOOPBACK, CLIENT, SERVER, 1000, 0))).isFalse();
  }

  @Test
  void aTableThatIsEmptyWrongOrMissingTellsNothing() throws IOException {
    assertThat(isOwn()).isFalse();
    assertThat(isOwn("\n\u00ff 1 2\n", "0: " + LOOPBACK + "\n")).isFalse();
    assertThat(new PeerUser(List.of(folder.resolve("missing")), 1000).isOwn(at(CLIENT), at(SERVER)))
        .isFalse();
  }

  @Test
  void aConnectionOfThisProcessIsItsUsers() throws IOException {
    PeerUser own = PeerUser.ofThisProcess().orElseThrow();
    PeerUser another =
        new PeerUser(List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6")), 4_000_000);
    boolean isAdministrator = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
      try (Socket accepted = server.accept()) {
        InetSocketAddress from = (InetSocketAddress) accepted.getRemoteSocketAddress();
        InetSocketAddress to = (InetSocketAddress) accepted.getLocalSocketAddress();

        assertThat(own.isOwn(from, to)).isTrue();
        assertThat(another.isOwn(from, to)).isEqualTo(isAdministrator);
        client.close();
        assertThat(own.isOwn(from, to)).isFalse();
      } finally {
        client.close();
      }
    }
  }
}
