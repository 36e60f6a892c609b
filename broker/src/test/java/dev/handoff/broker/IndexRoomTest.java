package dev.handoff.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexRoomTest {

  @TempDir private Path folder;

  @Test
  void aBrokerTakesTheRoomOfEachIndexAndServesOn() throws Exception {
    try (LocalBroker broker = LocalBroker.start(LocalBrokerSettings.inFolder(folder))) {
      broker.takeRoom();
      Traffic.createTopic(broker.clientProperties());
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> withoutRoom(folder).size() == 2); // Kafka leaves holes

      broker.takeRoom();

      assertThat(withoutRoom(folder)).isEmpty();
      Traffic.produce(broker.clientProperties(), "after");
      assertThat(Traffic.consume(broker.clientProperties())).containsExactly("after");
    }
  }

  @Test
  void whatIsInAnIndexStaysAndSoDoesItsLength() throws Exception {
    Path index = Files.createDirectories(folder.resolve("topic-0")).resolve("0.index");
    Files.write(index, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

    new IndexRoom(folder).take();

    assertThat(Files.readAllBytes(index)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(withoutRoom(folder)).isEmpty();
  }

  /** The indexes of which less than the room they may need is on the disk. */
  private static List<Path> withoutRoom(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith("index"))
          .filter(file -> allocated(file) < IndexRoom.INDEX_SIZE)
          .toList();
    }
  }

  private static long allocated(Path file) {
    try {
      Process stat = new ProcessBuilder("stat", "-c", "%b %B", file.toString()).start();
      String[] blocks = new String(stat.getInputStream().readAllBytes()).strip().split(" ");
      return Long.parseLong(blocks[0]) * Long.parseLong(blocks[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
