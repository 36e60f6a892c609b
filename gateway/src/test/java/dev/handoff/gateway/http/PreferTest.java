package dev.handoff.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"wait=60", "Wait = 60", "respond-async, wait=60", "wait=\"60\"", "wait=60; x=y"})
  void aWaitIsRead(String header) {
    assertThat(Prefer.wait(header)).contains(Duration.ofSeconds(60));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "wait", "wait=", "wait=-1", "wait=soon", "waiter=60", "return=minimal"})
  void whatIsNoWaitIsIgnored(String header) {
    assertThat(Prefer.wait(header)).isEmpty();
  }

  @Test
  void aLongWaitIsCut() {
    assertThat(Prefer.wait("wait=999999999")).contains(Duration.ofMinutes(5));
    assertThat(Prefer.wait(null)).isEmpty();
  }
}
