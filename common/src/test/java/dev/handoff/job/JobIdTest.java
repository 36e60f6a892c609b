package dev.handoff.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdTest {

  private static final long MAX_MILLIS = (1L << 48) - 1;

  @Test
  void tellsTimeAndPartitionBack() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      Instant time = Instant.ofEpochMilli(random.nextLong(MAX_MILLIS + 1));
      int partition = random.nextInt(JobId.MAX_PARTITIONS);

      JobId id = JobId.next(time, partition, random);

      assertThat(id.submittedAt()).isEqualTo(time);
      assertThat(id.partition()).isEqualTo(partition);
    }
  }

  @Test
  void tellsTheExtremesBack() {
    for (long millis : new long[] {0, 1, MAX_MILLIS}) {
      for (int partition : new int[] {0, 1, JobId.MAX_PARTITIONS - 1}) {
        JobId id = JobId.next(Instant.ofEpochMilli(millis), partition);

        assertThat(id.submittedAt().toEpochMilli()).isEqualTo(millis);
        assertThat(id.partition()).isEqualTo(partition);
      }
    }
  }

  @Test
  void sortsByTimeWhateverThePartition() {
    Random random = new Random(2);
    for (int i = 0; i < 5_000; i++) {
      long millis = random.nextLong(MAX_MILLIS);
      JobId earlier = JobId.next(Instant.ofEpochMilli(millis), random.nextInt(4096), random);
      JobId later = JobId.next(Instant.ofEpochMilli(millis + 1), random.nextInt(4096), random);

      assertThat(earlier).isLessThan(later);
      assertThat(earlier.text()).isLessThan(later.text());
    }
  }

  /** Worked out by hand from the 130 bits; a change of it makes every job's events unfindable. */
  @Test
  void hasTheFormThatIsOnTheLogsOfEverybody() {
    RandomGenerator ones = () -> -1L;

    assertThat(JobId.next(Instant.ofEpochMilli(1), 1, ones).text())
        .isEqualTo("task-" + "000000000" + "4" + "01" + "z".repeat(13) + "w");
    assertThat(JobId.next(Instant.ofEpochMilli(0), 0, () -> 0L).text())
        .isEqualTo("task-" + "0".repeat(26));
  }

  @Test
  void readsTheKnownIdBack() {
    JobId id = new JobId("task-000000000401zzzzzzzzzzzzzw");

    assertThat(id.submittedAt().toEpochMilli()).isEqualTo(1);
    assertThat(id.partition()).isEqualTo(1);
    assertThat(id.suffix()).isEqualTo("zzzzzw");
    assertThat(id).hasToString(id.text());
  }

  @Test
  void isNewEachTime() {
    Set<JobId> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      ids.add(JobId.next(Instant.EPOCH, 0));
    }

    assertThat(ids).hasSize(10_000);
  }

  @Test
  void usesAllRandomBits() {
    Random random = new Random(3);
    List<Set<Character>> seen = new ArrayList<>();
    for (int place = 0; place < 26; place++) {
      seen.add(new HashSet<>());
    }
    for (int i = 0; i < 2_000; i++) {
      String text = JobId.next(Instant.EPOCH, 0, random).text().substring(5);
      for (int place = 0; place < 26; place++) {
        seen.get(place).add(text.charAt(place));
      }
    }

    assertThat(seen.subList(12, 25)).allSatisfy(place -> assertThat(place).hasSize(32));
    assertThat(seen.get(25)).as("3 random bits and 2 spare ones").hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "task-",
        "task-0000000008003zzzzzzzzzzzz",
        "task-0000000008003zzzzzzzzzzzzww",
        "task-0000000008003ZZZZZZZZZZZZW",
        "job-0000000008003zzzzzzzzzzzzw",
        "task-0000000008003zzzzzzzzzzzi0",
        "task-0000000008003zzzzzzzzzzzl0",
        "task-0000000008003zzzzzzzzzzzo0",
        "task-0000000008003zzzzzzzzzzzu0",
        "task-0000000008003zzzzzzzzzzzzw\n",
        " task-0000000008003zzzzzzzzzzzzw",
        "task-0000000008003zzzzzzzzzzz-w"
      })
  void refusesWhatIsNoId(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JobId(text))
        .withMessageContaining("job id must be")
        .withMessageEndingWith("got: " + text);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4096})
  void refusesPartitionsThatDoNotFit(int partition) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobId.next(Instant.EPOCH, partition))
        .withMessage("partition must be 0 to 4095, got: " + partition);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1L << 48})
  void refusesTimesThatDoNotFit(long millis) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobId.next(Instant.ofEpochMilli(millis), 0))
        .withMessageContaining("time must be");
  }

  @Test
  void refusesNull() {
    assertThatIllegalArgumentException().isThrownBy(() -> new JobId(null));
  }

  @Test
  void carriesTheMarkOfWhoMadeIt() {
    for (int i = 0; i < 200; i++) {
      JobId id = JobId.next(Instant.ofEpochMilli(i), i, "ann");

      assertThat(id.hasMarkOf("ann")).isTrue();
      assertThat(id.hasMarkOf("bob")).isFalse();
      assertThat(id.submittedAt().toEpochMilli()).isEqualTo(i);
      assertThat(id.partition()).isEqualTo(i);
    }
  }

  @Test
  void isNewEachTimeThoughItCarriesAMark() {
    Set<String> ids = new HashSet<>();
    Set<String> suffixes = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      JobId id = JobId.next(Instant.EPOCH, 0, "ann");
      ids.add(id.text());
      suffixes.add(id.suffix());
    }

    assertThat(ids).hasSize(1_000);
    assertThat(suffixes).hasSizeGreaterThan(990);
  }

  @Test
  void isEqualToWhatIsSpelledTheSameAndToNothingElse() {
    JobId id = new JobId("task-000000000401zzzzzzzzzzzzzw");

    assertThat(id)
        .isEqualTo(new JobId("task-000000000401zzzzzzzzzzzzzw"))
        .isNotEqualTo(new JobId("task-000000000401zzzzzzzzzzzzyw"))
        .isNotEqualTo("task-000000000401zzzzzzzzzzzzzw");
  }

  @Test
  void hashesAsItsTextSoThatATableOfManyJobsIsNoList() {
    JobId id = new JobId("task-000000000401zzzzzzzzzzzzzw");

    assertThat(id.hashCode()).isEqualTo("task-000000000401zzzzzzzzzzzzzw".hashCode());
  }

  /** The first 24 bits of the SHA-256; another mark would disown every id that was made. */
  @Test
  void aNameHasTheSameMarkForEver() {
    assertThat(JobId.ownerMark("ann")).isEqualTo(0x49915e);
    assertThat(JobId.ownerMark("bob")).isEqualTo(0x81b637);
  }
}
