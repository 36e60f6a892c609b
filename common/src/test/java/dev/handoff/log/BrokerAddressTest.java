package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class BrokerAddressTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final AtomicInteger letGo = new AtomicInteger();
  private final BrokerAddress address = BrokerAddress.of("here:1");

  @Test
  void clientsLetGoWhenItIsLostAndNotAgainWhenItIsFound() {
    address.onLoss(letGo::incrementAndGet);

    address.lose();
    address.moveTo("there:2");

    assertThat(letGo).hasValue(1);
    assertThat(address.losses()).isOne();
    assertThat(address.servers()).isEqualTo("there:2");
  }

  @Test
  void clientsLetGoOfAPlaceWhoseLossNobodySaw() {
    address.onLoss(letGo::incrementAndGet);

    address.moveTo("here:1");
    assertThat(letGo).hasValue(0);
    address.moveTo("there:2");

    assertThat(letGo).hasValue(1);
  }

  @Test
  void aNewClientWaitsWhileItIsAway() throws Exception {
    address.lose();
    CompletableFuture<String> client = CompletableFuture.supplyAsync(() -> address.await(LONG));
    assertThat(address.await(Duration.ofMillis(50))).isEqualTo("here:1");
    assertThat(client).isNotDone();

    address.moveTo("there:2");

    assertThat(client.get(10, TimeUnit.SECONDS)).isEqualTo("there:2");
  }

  @Test
  void nobodyWaitsForWhatWasGivenUp() {
    address.lose();

    address.giveUp();

    assertThat(address.await(LONG)).isEqualTo("here:1");
  }

  @Test
  void onlyWhatIsWatchedMayBeTakenByAStranger() {
    Exception refused = new SaslAuthenticationException("no");
    Exception nonsense = new KafkaException("no broker", new OutOfMemoryError());
    assertThat(address.mayExplain(refused)).isFalse();

    address.watch();

    assertThat(address.mayExplain(refused)).isTrue();
    assertThat(address.mayExplain(nonsense)).isTrue();
    assertThat(address.mayExplain(new TopicAuthorizationException("no"))).isFalse();
  }

  @Test
  void allSettingsOfOneClusterMoveTogether() {
    KafkaSettings settings =
        new KafkaSettings(Map.of("bootstrap.servers", "here:1"), new Topics("test"));
    KafkaSettings named = settings.inContext("home").with(Signatures.none());

    settings.address().moveTo("there:2");

    assertThat(named.place()).isEqualTo("there:2 (context home)");
    assertThat(named.with(Map.of())).containsEntry("bootstrap.servers", "there:2");
  }
}
