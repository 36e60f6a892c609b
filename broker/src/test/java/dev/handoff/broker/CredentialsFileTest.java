package dev.handoff.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsFileTest {
  @TempDir private Path parent;

  @Test
  void isReadableByItsOwnerOnlyAndSoIsTheFolder() throws Exception {
    Path folder = parent.resolve("new/broker");
    LocalBrokerSettings.inFolder(folder);

    assertThat(mode(folder.resolve("credentials.properties"))).isEqualTo("rw-------");
    assertThat(mode(folder)).isEqualTo("rwx------");
  }

  @Test
  void isKeptOnceMade() {
    BrokerCredentials first = LocalBrokerSettings.inFolder(parent).credentials();

    assertThat(LocalBrokerSettings.inFolder(parent).credentials()).isEqualTo(first);
  }

  @Test
  void differsInEveryFolder() {
    BrokerCredentials one = LocalBrokerSettings.inFolder(parent.resolve("one")).credentials();
    BrokerCredentials two = LocalBrokerSettings.inFolder(parent.resolve("two")).credentials();

    assertThat(one.password()).hasSize(48).isNotEqualTo(two.password());
  }

  @Test
  void isOneForAllWhoAskAtOnce() throws Exception {
    int callers = 8;
    CyclicBarrier together = new CyclicBarrier(callers);
    Callable<BrokerCredentials> caller =
        () -> {
          together.await();
          return LocalBrokerSettings.inFolder(parent).credentials();
        };
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<BrokerCredentials> seen = new ArrayList<>();
      for (Future<BrokerCredentials> answer :
          threads.invokeAll(Stream.generate(() -> caller).limit(callers).toList())) {
        seen.add(answer.get());
      }
      assertThat(Set.copyOf(seen)).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
    assertThat(files()).containsExactly("credentials.properties");
  }

  @Test
  void isRefusedWhenOthersCanReadIt() throws Exception {
    LocalBrokerSettings.inFolder(parent);
    Files.setPosixFilePermissions(
        parent.resolve("credentials.properties"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> LocalBrokerSettings.inFolder(parent))
        .isInstanceOf(LocalBrokerException.class)
        .hasMessageContaining("must be rw-------, got rw-r--r--");
  }

  @Test
  void isRefusedWhenDamaged() throws Exception {
    LocalBrokerSettings.inFolder(parent);
    Files.writeString(parent.resolve("credentials.properties"), "user=handoff\n");

    assertThatThrownBy(() -> LocalBrokerSettings.inFolder(parent))
        .isInstanceOf(LocalBrokerException.class)
        .hasMessageContaining("is damaged");
  }

  @Test
  void keepsThePasswordOutOfText() {
    LocalBrokerSettings settings = LocalBrokerSettings.inFolder(parent);

    assertThat(settings.toString()).doesNotContain(settings.credentials().password());
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private Set<String> files() throws Exception {
    try (Stream<Path> files = Files.list(parent)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }
}
