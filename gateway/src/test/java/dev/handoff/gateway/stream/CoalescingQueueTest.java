package dev.handoff.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoalescingQueueTest {

  private final CoalescingQueue<String, String> queue = new CoalescingQueue<>(3);

  @Test
  void aNewerValueTakesThePlaceOfAnOlderOne() {
    queue.put("a", "a runs");
    queue.put("b", "b runs");
    queue.put("a", "a has ended");

    assertThat(queue.drain()).containsExactly("a has ended", "b runs");
    assertThat(queue.drain()).isEmpty();
  }

  @Test
  void aSlowReaderGetsEveryEnd() {
    for (int i = 0; i < 1000; i++) {
      queue.put("a", "a " + i + " %");
    }
    queue.put("a", "a has ended");

    assertThat(queue.drain()).containsExactly("a has ended");
    assertThat(queue.takeOverflow()).isFalse();
  }

  @Test
  void aboveItsLimitItForgetsAllAndSaysSoOnce() {
    for (String key : new String[] {"a", "b", "c", "d", "e"}) {
      queue.put(key, key);
    }

    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.takeOverflow()).isTrue();
    assertThat(queue.takeOverflow()).isFalse();
    assertThat(queue.drain()).containsExactly("e");
  }
}
