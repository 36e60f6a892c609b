package dev.handoff.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://collector:4318",
        "http://collector:4318/",
        "http://collector:4318/v1/traces",
        "http://collector:4318/v1/traces/"
      })
  void theBaseAndTheWholeUrlAreTheSameCollector(String text) {
    assertThat(OtlpAddress.parse(text).traces()).isEqualTo("http://collector:4318/v1/traces");
  }

  @Test
  void aPathAndIpv6AreKept() {
    assertThat(OtlpAddress.parse("https://[::1]/otlp").traces())
        .isEqualTo("https://[::1]/otlp/v1/traces");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "collector:4318",
        "grpc://collector:4317",
        "http://",
        "http:///v1/traces",
        "http://a b",
        "http://my_collector:4318",
        "http://collector:70000",
        "http://collector:0",
        "file:///etc/passwd"
      })
  void whatIsNoUrlOfACollectorIsRefused(String text) {
    assertThatThrownBy(() -> OtlpAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "must be http:// or https:// and a host, such as http://collector:4318, got: " + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://ann:secret@collector", "http://c?key=secret", "http://ann:secret@a b"})
  void credentialsAreRefusedAndNotRepeated(String text) {
    assertThatThrownBy(() -> OtlpAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must ")
        .hasMessageNotContaining("secret");
  }
}
