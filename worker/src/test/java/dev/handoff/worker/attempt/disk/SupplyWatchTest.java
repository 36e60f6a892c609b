package dev.handoff.worker.attempt.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.worker.attempt.child.EscapedProcesses;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.folder.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With a disk of 1000 that must keep 100 free: jobs are ended below 50. */
class SupplyWatchTest {

  private final Shelf shelf = new Shelf();
  private final SupplyWatch watch = new SupplyWatch(shelf);
  private final DiskGuard.Guarded first = attempt("first");
  private final DiskGuard.Guarded second = attempt("second");

  /** A supply of plain numbers. */
  private static final class Shelf implements Supply {
    private final Map<String, Long> used = new HashMap<>();
    private final Map<String, Long> hidden = new HashMap<>();
    private Long free = 1000L;

    @Override
    public Optional<Stock> stock() {
      RoomMargins margins = new RoomMargins(100, 1000, Duration.ofMillis(250));
      return Optional.ofNullable(free).map(amount -> new Stock(amount, margins));
    }

    @Override
    public Map<String, Long> used(List<DiskGuard.Guarded> attempts, Duration within) {
      return used;
    }

    @Override
    public Map<String, Long> hidden(List<DiskGuard.Guarded> attempts) {
      return hidden;
    }

    @Override
    public String text(long amount) {
      return amount + " things";
    }
  }

  private static DiskGuard.Guarded attempt(String name) {
    return new DiskGuard.Guarded(
        name,
        new Workspace(Path.of("/none", name)),
        new EscapedProcesses("", ""),
        new StopSignal());
  }

  private void look(long free, long ofFirst, long ofSecond) throws InterruptedException {
    shelf.free = free;
    shelf.used.put("first", ofFirst);
    shelf.used.put("second", ofSecond);
    watch.look(List.of(first, second));
  }

  @Test
  void theAttemptThatTookTheRestIsEndedAndNotTheOneThatHasMost() throws Exception {
    look(900, 0, 0);
    look(190, 700, 10);

    look(40, 700, 160);

    assertThat(first.stop().shortage()).isEmpty();
    assertThat(second.stop().shortage().orElseThrow())
        .contains("40 things are free", "50 things must be", "150 things more", "2 running");
    assertThat(second.stop().why()).isEmpty();
  }

  @Test
  void noneIsEndedForWhatOthersTook() throws Exception {
    look(190, 700, 10);
    look(5, 700, 12);
    look(0, 700, 14);

    assertThat(first.isEnding() || second.isEnding()).isFalse();
  }

  @Test
  void nothingThatWasGoneBeforeIsAnAttempts() throws Exception {
    look(45, 700, 10);
    look(40, 700, 12);

    assertThat(first.isEnding() || second.isEnding()).isFalse();
  }

  @Test
  void anotherIsEndedOnlyIfRoomIsLostWhileTheFirstEnds() throws Exception {
    look(190, 0, 0);
    look(49, 100, 41);
    assertThat(first.isEnding()).isTrue();

    look(30, 100, 60);
    assertThat(second.isEnding()).isFalse();
    look(20, 100, 70);

    assertThat(second.isEnding()).isTrue();
  }

  @Test
  void oneThatGaveItsRoomBackIsEndedAgainIfItFillsTheDiskAgain() throws Exception {
    look(190, 0, 0);
    look(40, 150, 0);
    first.stop().roomIsGivenBack();
    look(180, 10, 0);
    assertThat(first.isEnding()).isFalse();

    look(40, 150, 0);

    assertThat(first.isEnding()).isTrue();
  }

  @Test
  void oneThatIsFasterThanTwoLooksIsEndedForAllThatItHas() throws Exception {
    look(900, 20, 0);

    look(0, 20, 900);

    assertThat(first.isEnding()).isFalse();
    assertThat(second.isEnding()).isTrue();
  }

  @Test
  void whatNoFolderShowsIsGrowthToo() throws Exception {
    shelf.hidden.put("second", 500L); // it has had that for long
    look(190, 0, 100);
    shelf.hidden.put("first", 150L);

    look(40, 0, 100);

    assertThat(first.isEnding()).isTrue();
    assertThat(second.isEnding()).isFalse();
  }

  @Test
  void slowGrowthIsGrowthToo() throws Exception {
    for (int step = 0; step <= 15; step++) {
      look(190 - 10 * step, 10 * step, 0);
    }

    assertThat(first.isEnding()).isTrue();
  }

  @Test
  void anAttemptWhoseSourceIsOnItsWayIsEndedWhoeverFilledTheDisk() throws Exception {
    first.stop().fetching(true);
    look(190, 0, 0);

    look(40, 0, 0);

    assertThat(second.isEnding()).isFalse();
    assertThat(first.stop().shortage().orElseThrow()).contains("its source was on its way");
  }

  @Test
  void whatOthersTookWhileNobodyLookedIsNoAttempts() throws Exception {
    look(900, 0, 0);
    watch.begin();

    look(40, 700, 0);
    look(30, 702, 0);

    assertThat(first.isEnding()).isFalse();
  }

  @Test
  void whatCannotBeToldEndsNobody() throws Exception {
    shelf.free = null;

    assertThat(watch.look(List.of(first))).isEqualTo(Duration.ofSeconds(1));
    assertThat(watch.isShort()).isFalse();
    assertThat(first.isEnding()).isFalse();
  }
}
