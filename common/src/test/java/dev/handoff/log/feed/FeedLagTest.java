package dev.handoff.log.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FeedLagTest {

  private final FeedLag<String> lag = new FeedLag<>();

  @Test
  void atTheFirstLookNothingIsKnown() {
    assertThat(lag.keepsUp(Map.of("status", 7L), ends -> true)).isFalse();
  }

  @Test
  void aFeedKeepsUpThatHasReachedTheEndsOfTheLastLook() {
    lag.keepsUp(Map.of("status", 7L), ends -> true);

    assertThat(lag.keepsUp(Map.of("status", 9L), ends -> ends.get("status") == 7)).isTrue();
  }

  @Test
  void aFeedThatIsBehindTheLastLookDoesNotKeepUp() {
    lag.keepsUp(Map.of("status", 7L), ends -> true);

    assertThat(lag.keepsUp(Map.of("status", 7L), ends -> ends.get("status") < 7)).isFalse();
  }
}
