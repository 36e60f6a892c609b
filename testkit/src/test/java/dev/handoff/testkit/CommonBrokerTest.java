package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class CommonBrokerTest {

  @Test
  void aBrokerThatOtherClassesUseCannotBeStopped(TestBroker broker) {
    assertThatThrownBy(broker::stop)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("A class that stops its broker needs @OwnBroker");
  }
}
