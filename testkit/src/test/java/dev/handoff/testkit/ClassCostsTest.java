package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ClassCosts.Cost;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClassCostsTest {

  private final AtomicLong wall = new AtomicLong(5_000);
  private final AtomicLong cpu = new AtomicLong(300);
  private final ClassCosts costs = new ClassCosts(wall::get, cpu::get);

  @Test
  void aClassCostsWhatIsUsedFromItsStartToItsEnd() {
    costs.started("A");
    pass(100, 70);

    assertThat(costs.finished("A")).isEqualTo(new Cost(100, 70));
  }

  @Test
  void whatIsUsedBetweenTwoClassesIsNeithersCost() {
    costs.started("A");
    costs.finished("A");
    pass(1_000, 900);
    costs.started("B");
    pass(10, 5);

    assertThat(costs.finished("B")).isEqualTo(new Cost(10, 5));
  }

  @Test
  void classesThatRunAtOnceShareWhatIsUsedMeanwhile() {
    costs.started("A");
    pass(100, 70);
    costs.started("B");
    pass(100, 40);

    Cost ofB = costs.finished("B");
    pass(100, 5);

    assertThat(ofB).isEqualTo(new Cost(100, 20));
    assertThat(costs.finished("A")).isEqualTo(new Cost(300, 95));
  }

  private void pass(long wallMillis, long cpuMillis) {
    wall.addAndGet(wallMillis);
    cpu.addAndGet(cpuMillis);
  }
}
