package dev.handoff.worker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import dev.handoff.worker.simulation.SimulatedJob.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Tests the flaws that the protocol had before it was built, F1 to F15, those found since, and
 * faults planted on purpose. Each is a schedule that holds, and that violates an invariant when its
 * mend is taken out. F16 and F17 are rules of one class, which no flag takes out.
 *
 * <p>Some can no longer be written: F3, a key whose submitter died (the key's candidate is no job
 * until its {@code Submitted} is on the log; the producer's tests cover that); the broker's
 * dead-letter topic in F5 (nothing reads one); the clock in the fold in F15 ({@link JobState#apply}
 * has none).
 */
@Order(1)
class ProtocolFlawsTest {

  private static final int SEEDS = 30;

  /** For flaws that need more seeds. */
  private static final int MANY_SEEDS = 100;

  private static final long SECOND = 1_000;

  // F1

  @Test
  void aCancelledJobWhoseWorkerDiesIsNotStartedAgain() {
    Fold forgets =
        (state, event) -> {
          JobState next = state.apply(event);
          boolean isR4 = event instanceof AttemptEnded && next.status() == JobStatus.CANCELLED;
          return isR4 ? withoutCancel(state).apply(event) : next;
        };
    assertMendedByFold(forgets, "started after it had been cancelled", this::cancelThenDie);
  }

  private void cancelThenDie(World world) {
    SimulatedJob job = submitted(world, 20 * SECOND);
    world.time().at(5_000, () -> world.cancel(job));
    world.when(() -> world.state(job).isCancelling(), () -> world.runner().process().kill());
  }

  // F2

  @Test
  void aCancelBeforeTheSubmitIsRemembered() {
    Fold forgets =
        (state, event) ->
            event instanceof CancelRequested && state.status() == JobStatus.UNKNOWN
                ? state
                : state.apply(event);
    assertMendedByFold(
        forgets,
        "started after it had been cancelled",
        world -> {
          world.start(3);
          SimulatedJob job = world.newJob(5 * SECOND);
          world.time().at(1_000, () -> world.cancel(job));
          world.time().at(2_000, () -> world.submit(job));
        });
  }

  // F4

  @Test
  void onlyTheHolderOfTheLeaseIsHeard() {
    assertMendedByFold(anyLease(OfAttempt.class), "its holder did not append", this::twoClaims);
  }

  /** The accept is lost, the broker forgets the delivery, and a second worker starts blindly. */
  private void twoClaims(World world) {
    world.loseAccepts(1);
    world.start(2);
    SimulatedJob job = world.newJob(30 * SECOND, null, "attempts: 1", Kind.REPEATABLE_HANDLER);
    world.time().at(1_000, () -> world.submit(job));
    world.when(
        () -> world.state(job).status() == JobStatus.RUNNING,
        () -> world.time().after(500, () -> world.broker().away(1_000)));
    world.when(
        () -> starts(world, job) == 2,
        () -> world.time().after(2_000, () -> world.workers().forEach(w -> w.drain(500))));
    world.time().at(40_000, world::addWorker);
    world.time().at(40_000, () -> world.loseAccepts(0));
  }

  // F5

  @Test
  void aDeadLetterDoesNotEndAJobThatRuns() {
    Fold withoutR7 =
        (state, event) -> {
          boolean isR7 = event instanceof Failed failed && failed.lease() == null;
          return isR7 && state.status() == JobStatus.RUNNING
              ? state.apply(withLease((Failed) event, state.lastAttempt().lease()))
              : state.apply(event);
        };
    assertMendedByFold(
        withoutR7,
        "its holder did not append",
        world -> {
          SimulatedJob job = submitted(world, 20 * SECOND);
          Failed undeliverable =
              new Failed(
                  world.wallClock(), 1, null, Reason.UNDELIVERABLE, "archived", JobResult.NONE);
          world.time().at(8_000, () -> world.broker().appendNow(job.id(), undeliverable));
        });
  }

  @Test
  void aLaneLosesNoJobBecauseTheStatusTopicIsAway() {
    assertMended(
        "must not be archived",
        world -> {
          world.start(3);
          SimulatedJob job = world.newJob(SECOND);
          world.time().at(1_000, () -> world.broker().statusAway(120_000));
          world.time().at(1_000, () -> world.broker().lane().append(World.briefOf(job)));
          world.time().at(125_000, () -> world.submit(job));
          world.time().at(120_000, () -> mustNotBeArchived(world));
          world.time().runUntil(130_000);
        },
        Safeguard.RENEW_UNANSWERED_CLAIM);
  }

  // F6

  @Test
  void whatAStewardCouldNotDoItDoesAgain() {
    assertMended(
        "is still QUEUED",
        world -> {
          world.start(2);
          SimulatedJob job = world.newJob(20 * SECOND);
          world.time().at(1_000, () -> world.submit(job));
          world.time().at(5_000, () -> world.runner().process().kill());
          world.when(
              () -> !world.broker().control().isEmpty(),
              () ->
                  world
                      .time()
                      .after(world.time().between(1, 15), () -> world.broker().away(60_000)));
        },
        Safeguard.REPEAT);
  }

  // F7

  @Test
  void aJobIsToldOfItsCancellationThoughWhoeverAskedDied() {
    assertMended(
        "must be CANCELLED",
        world -> {
          SimulatedJob job = submitted(world, 60 * SECOND);
          world.time().at(5_000, () -> world.cancel(job));
          mustBe(world, job, JobStatus.CANCELLED, 25_000);
        },
        Safeguard.STEWARD_STOPS_CANCELLED);
  }

  @Test
  void aJobThatIsCancelledRightAfterItsClaimRunsNothing() {
    assertHolds(
        world -> {
          world.start(3);
          SimulatedJob job = world.newJob(1, 20 * SECOND, null, "attempts: 1", Kind.COMMAND);
          world.time().at(1_000, () -> world.submit(job));
          world.when(
              () -> world.state(job).status() == JobStatus.RUNNING,
              () ->
                  world
                      .broker()
                      .appendNow(job.id(), new CancelRequested(world.wallClock(), "ann", "no")));
          world.time().at(20_000, () -> mustNotHaveStarted(world, job));
          world.time().runUntil(20_000);
        });
  }

  private static void mustNotHaveStarted(World world, SimulatedJob job) {
    if (world.witness().childrenStarted() > 0) {
      world.witness().saw("nothing of " + job.id() + " must run" + world.history(job));
    }
  }

  // F8

  @Test
  void aWorkerThatWakesAfterItsReadBackStartsNothing() {
    assertMended("I4", freezeAfterReadBack(12, 40), Safeguard.LEASE_BEFORE_CHILD);
  }

  @Test
  void aHandlerDoesNotStartOnAnAnswerOfBeforeAFreeze() {
    assertMended(
        MANY_SEEDS,
        "I4",
        world -> {
          world.start(3);
          SimulatedJob job = world.newJob(5, 30 * SECOND, null, "attempts: 1", Kind.HANDLER);
          world.time().at(1_000, () -> world.submit(job));
          world.when(
              () -> world.runnerOrNull() != null && world.runner().isReading(),
              () -> freeze(world, world.runner()));
        },
        Safeguard.OLD_CLAIM_BEATS_FIRST);
  }

  private static void freeze(World world, SimulatedWorker worker) {
    worker.process().freeze(world.time().between(16 * SECOND, 40 * SECOND)); // well past a lapse
  }

  @Test
  void aBeatAfterAGapGivesNoLeaseBack() {
    assertMended(
        MANY_SEEDS,
        "I4",
        world -> {
          world.start(3);
          SimulatedJob job = world.newJob(20_000, 30_000, null, "attempts: 1", Kind.COMMAND);
          world.time().at(1_000, () -> world.submit(job));
          // It wakes just before the start of the child; a beat may get through before that.
          world.when(
              () -> world.runnerOrNull() != null && world.runner().isPreparing(),
              () -> world.runner().process().freeze(20_000 - world.time().between(5, 80)));
        },
        Safeguard.GAP_NEEDS_READ_BACK);
  }

  @Test
  void aWorkerThatWakesBetweenForkAndExecStartsNothing() {
    assertMended("I4", freezeAfterReadBack(12, 13), Safeguard.DEADLINE_BEFORE_EXEC);
  }

  @Test
  void aReadBackThatWasAnsweredBeforeAFreezeAllowsNothing() {
    assertMended("I5", this::freezeInPublish, Safeguard.FRESH_READ_BACK);
  }

  /** Freezes it at any moment between the claim and the start of the child. */
  private Consumer<World> freezeAfterReadBack(int fromSeconds, int toSeconds) {
    return world -> {
      SimulatedJob job = submitted(world, 30 * SECOND);
      world.when(
          () -> world.runnerOrNull() != null,
          () -> {
            SimulatedProcess process = world.runner().process();
            long freeze = world.time().between(fromSeconds * SECOND, toSeconds * SECOND);
            if (fromSeconds + 1 == toSeconds) {
              world.when(() -> world.runner().isForking(), () -> process.freeze(freeze));
            } else {
              world.time().after(world.time().between(10, 800), () -> process.freeze(freeze));
            }
          });
    };
  }

  private void freezeInPublish(World world) {
    SimulatedJob job = submitted(world, SECOND);
    world.when(
        () -> world.runnerOrNull() != null && world.runner().isAskingToPublish(),
        () -> {
          SimulatedProcess process = world.runner().process();
          world.time().after(world.time().between(0, 30), () -> process.freeze(40_000));
        });
    mustComplete(world, job, 400_000);
  }

  // F9

  @Test
  void anOutageShorterThanAbandonEndsNoAttemptOfAWorker() {
    assertMended("must be its first", outage(30), Safeguard.GO_ON_UNTIL_ABANDON);
  }

  @Test
  void anOutageIsNobodysSilence() {
    assertMended("must be its first", outage(45), Safeguard.SILENCE_ONLY_WHILE_LOG_MOVES);
  }

  private Consumer<World> outage(int seconds) {
    return world -> {
      SimulatedJob job = submitted(world, 90 * SECOND);
      world.time().at(5_000, () -> world.broker().away(seconds * SECOND));
      world.time().at(90_000, () -> mustBeFirst(world, job));
      world.time().runUntil(90_000);
    };
  }

  // F10

  @Test
  void aRescueDoesNotWaitForSeats() {
    assertMended(
        "must have started again",
        world -> {
          SimulatedJob job = submitted(world, 60 * SECOND);
          for (int i = 0; i < 8; i++) {
            world.time().at(4_000 + i * 5_000, world::addWorker);
          }
          world.time().at(5_000, () -> world.runner().process().kill());
          long lapse = world.lease().lapse().toMillis();
          world.time().at(5_000 + lapse + 2_000, () -> mustHaveStarted(world, job, 2));
        },
        Safeguard.KEEP_FOLD_WITHOUT_SEAT);
  }

  @Test
  void whatOthersSayAboutAJobIsNoSignOfLifeOfItsWorker() {
    World world = World.of(1);
    SimulatedJob job = submitted(world, 60 * SECOND);
    world.time().at(5_000, () -> world.runner().process().kill());
    for (int i = 0; i < 10; i++) {
      world
          .time()
          .at(6_000 + i * 2_000, () -> world.broker().appendNow(job.id(), again(world, job)));
    }
    long lapse = world.lease().lapse().toMillis();
    world.time().at(5_000 + lapse + 2_000, () -> mustHaveStarted(world, job, 2));

    world.time().runUntil(20_000);

    assertThat(world.witness().violations()).isEmpty();
  }

  private static JobEvent again(World world, SimulatedJob job) {
    return new Submitted(world.wallClock(), job.brief(), "ann", World.LANE, 0L, null, null);
  }

  // F11

  @Test
  void anOldAttemptIsToldToStopBeforeTheNextBegins() {
    assertMended(
        "I4",
        world -> {
          submitted(world, 60 * SECOND);
          world.time().at(5_000, () -> world.runner().process().suspendHost(30_000));
        },
        Safeguard.STOP_FIRST,
        Safeguard.CLOCK_COUNTS_SLEEP);
  }

  // F12

  @Test
  void aLateRecordOfAnEndedJobWakesNobody() {
    assertMended(
        "F12",
        world -> {
          SimulatedJob job = submitted(world, SECOND);
          Started late = new Started(world.wallClock(), 1, "late", "worker-9", 0, "none");
          world.time().at(60_000, () -> world.broker().appendNow(job.id(), late));
          world.time().runUntil(90_000);
        },
        Safeguard.FRESH_LOOK);
  }

  // F13

  @Test
  void aJobWhoseSubmitterDiedEndsThoughItsWorkerDiesToo() {
    assertMended("is still QUEUED", this::ghost, Safeguard.GHOSTS_END);
  }

  private void ghost(World world) {
    world.start(3);
    SimulatedJob job = world.newJob(20 * SECOND);
    world.time().at(1_000, () -> world.broker().lane().append(World.briefOf(job)));
    world.time().at(5_000, () -> world.runner().process().kill());
  }

  // F14

  @Test
  void theEndOfALapsedAttemptIsNoEnd() {
    assertMendedByFold(
        anyAttempt(),
        "its holder did not append",
        world -> {
          SimulatedJob job = submitted(world, 30 * SECOND);
          world.time().at(5_000, () -> world.runner().process().kill());
          world.when(
              () -> world.state(job).attempts().size() == 2,
              () -> world.broker().appendNow(job.id(), firstCompleted(world, job)));
        });
  }

  // F15

  @Test
  void anAttemptEndsThoughItsBriefIsNotKnown() {
    Fold needsBrief =
        (state, event) ->
            event instanceof AttemptEnded && state.submitted() == null ? state : state.apply(event);
    assertMendedByFold(needsBrief, "is still RUNNING", this::ghost);
  }

  // The rule "abandon"

  @Test
  void aWorkerThatIsCutOffOverlapsNoLongerThanAbandon() {
    assertMended(
        "I4",
        world -> {
          submitted(world, 200 * SECOND);
          world.time().at(5_000, () -> world.runner().process().cutOff(150_000));
        },
        Safeguard.ABANDON);
  }

  @Test
  void aWorkerGivesUpWhileItStillAsksWhoseItsLeasesAre() {
    assertMended(
        "I4",
        world -> {
          submitted(world, 200 * SECOND);
          world.time().at(6_100, () -> cutOffTwice(world, world.runner()));
        },
        Safeguard.GUARD_NEVER_WAITS);
  }

  /** Back after a gap but before its lease has lapsed, so that no order to stop comes. */
  private static void cutOffTwice(World world, SimulatedWorker worker) {
    worker.process().cutOff(8_300);
    world.when(worker::isAskingForLeases, () -> worker.process().cutOff(150_000));
  }

  @Test
  void aConnectionThatComesAndGoesDoesNotPutOffTheEnd() {
    assertMended(
        "I4",
        world -> {
          submitted(world, 300 * SECOND);
          world.time().at(5_000, () -> flap(world.runner().process(), world.time(), 6));
        },
        Safeguard.UNSURE_UNTIL_CONFIRMED);
  }

  /** Back each time just long enough for a beat to be answered, but not to read an order. */
  private static void flap(SimulatedProcess process, VirtualTime time, int times) {
    process.cutOff(30_000);
    if (times > 0) {
      time.after(30_000 + time.between(10, 120), () -> flap(process, time, times - 1));
    }
  }

  // F16

  @Test
  void anAttemptThatWasClaimedSinceAnOutageIsNotGivenUpWithThoseBeforeIt() {
    assertHolds(
        world -> {
          submitted(world, 300 * SECOND);
          SimulatedJob late = world.newJob(20, 5 * SECOND, null, "attempts: 1", Kind.COMMAND);
          world.time().at(5_000, () -> world.broker().away(75 * SECOND));
          world.time().at(80_000, () -> world.when(() -> isHeard(world), () -> world.submit(late)));
          world.time().at(110_000, () -> mustBeFirst(world, late));
          world.time().runUntil(110_000);
        });
  }

  private static boolean isHeard(World world) {
    return world.workers().stream().allMatch(SimulatedWorker::isHeard);
  }

  @Test
  void aWorkerThatIsHeardAgainStopsWhatTheLogHasGivenAwayThoughNobodyTellsIt() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      World world = World.without(seed, Safeguard.STOP_FIRST);
      Consumer<World> schedule =
          each -> {
            submitted(each, 200 * SECOND);
            each.time().at(5_000, () -> each.runner().process().cutOff(30_000));
          };
      assertThat(violated(world, schedule)).as("seed %d", seed).isEmpty();
    }
  }

  // F17

  @Test
  void aShortSilenceLongAfterALongOneEndsNoAttempt() {
    assertHolds(
        world -> {
          world.start(3);
          world.time().at(5_000, () -> world.broker().away(75 * SECOND));
          SimulatedJob job = world.newJob(90 * SECOND);
          world.time().at(90_000, () -> world.submit(job));
          world.time().at(100_000, () -> world.runner().process().cutOff(8_300));
          world.time().at(170_000, () -> mustBeFirst(world, job));
          world.time().runUntil(170_000);
        });
  }

  // Planted faults

  @Test
  void acceptingBeforeTheClaimIsCaught() {
    assertMended(
        "accepted before", world -> submitted(world, SECOND), Safeguard.CLAIM_BEFORE_ACCEPT);
  }

  @Test
  void aSecondEndIsCaught() {
    assertMended("two ends", world -> submitted(world, SECOND), Safeguard.ONE_END);
  }

  @Test
  void aStartWithoutReadBackIsCaught() {
    assertMended(
        "I4",
        world -> {
          world.loseAccepts(1);
          submitted(world, 30 * SECOND);
          world.time().at(60_000, () -> world.loseAccepts(0));
        },
        Safeguard.READ_BACK);
  }

  @Test
  void publishingWithoutLeaseIsCaught() {
    assertMended(
        "I5",
        world -> {
          submitted(world, 30 * SECOND);
          world.time().at(5_000, () -> world.runner().process().cutOff(40_000));
        },
        Safeguard.FENCED_PUBLISH);
  }

  @Test
  void aChildThatOutlivesAFreezeIsCaught() {
    assertMended(
        "I4",
        world -> {
          submitted(world, 60 * SECOND);
          world.time().at(5_000, () -> world.runner().process().freeze(40_000));
        },
        Safeguard.SUPERVISOR_KILLS_ORPHANS);
  }

  @Test
  void waitingForNewRecordsOnlyIsCaught() {
    assertMended(
        "I6",
        world -> {
          SimulatedJob job = submitted(world, SECOND);
          world.time().at(10_000, () -> world.await(job));
          world.time().runUntil(15_000);
        },
        Safeguard.READ_FROM_THE_BEGINNING);
  }

  // What they have in common

  private static void assertMended(String violation, Consumer<World> schedule, Safeguard... mends) {
    assertMended(SEEDS, violation, schedule, mends);
  }

  private static void assertMended(
      int seeds, String violation, Consumer<World> schedule, Safeguard... mends) {
    Set<Safeguard> rest = EnumSet.allOf(Safeguard.class);
    rest.removeAll(List.of(mends));
    assertViolatedOnly(seeds, violation, schedule, seed -> new World(seed, Fold.REAL, rest));
  }

  private static void assertHolds(Consumer<World> schedule) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      assertThat(violated(World.of(seed), schedule)).as("seed %d", seed).isEmpty();
    }
  }

  private static void assertMendedByFold(Fold without, String violation, Consumer<World> schedule) {
    assertViolatedOnly(SEEDS, violation, schedule, seed -> World.folding(seed, without));
  }

  private static void assertViolatedOnly(
      int seeds,
      String violation,
      Consumer<World> schedule,
      java.util.function.LongFunction<World> withoutMend) {
    boolean isViolated = false;
    for (long seed = 1; seed <= seeds; seed++) {
      assertThat(violated(World.of(seed), schedule)).as("with its mend, seed %d", seed).isEmpty();
      isViolated =
          isViolated
              || String.join("\n", violated(withoutMend.apply(seed), schedule)).contains(violation);
    }
    assertThat(isViolated).as("a violation (%s) without the mend", violation).isTrue();
  }

  private static List<String> violated(World world, Consumer<World> schedule) {
    schedule.accept(world);
    Scenario.settle(world);
    return Invariants.violated(world);
  }

  private static SimulatedJob submitted(World world, long runMillis) {
    world.start(3);
    SimulatedJob job = world.newJob(runMillis);
    world.time().at(1_000, () -> world.submit(job));
    return job;
  }

  private static void mustNotBeArchived(World world) {
    if (world.broker().lane().isArchived(0)) {
      world.witness().saw("the record must not be archived");
    }
  }

  private static long starts(World world, SimulatedJob job) {
    return world.eventsOf(job).stream().filter(e -> e.event() instanceof Started).count();
  }

  private static void mustBe(World world, SimulatedJob job, JobStatus status, long millis) {
    world
        .time()
        .at(
            millis,
            () -> {
              if (world.state(job).status() != status) {
                world.witness().saw(job.id() + " must be " + status + world.history(job));
              }
            });
  }

  private static void mustComplete(World world, SimulatedJob job, long millis) {
    world.when(
        () -> world.state(job).status().isTerminal() || world.time().millis() > millis,
        () -> {
          if (world.state(job).status() != JobStatus.COMPLETED) {
            world.witness().saw(job.id() + " is " + world.state(job).status());
          }
        });
  }

  private static void mustBeFirst(World world, SimulatedJob job) {
    if (world.state(job).nextAttempt() != 2) {
      world.witness().saw("the attempt of " + job.id() + " must be its first" + world.history(job));
    }
  }

  private static void mustHaveStarted(World world, SimulatedJob job, int attempt) {
    if (world.state(job).attempts().size() < attempt) {
      world.witness().saw(job.id() + " must have started again" + world.history(job));
    }
  }

  private static Completed firstCompleted(World world, SimulatedJob job) {
    String lease = world.state(job).attempts().get(0).lease();
    return new Completed(world.wallClock(), 1, lease, JobResult.NONE);
  }

  // Folds without a rule

  private static JobState withoutCancel(JobState state) {
    return new JobState(
        state.status(),
        state.submitted(),
        state.attempts(),
        state.inLane(),
        null,
        state.progress(),
        state.checks(),
        state.end());
  }

  /** R2 without leases: only the number of the attempt must match. */
  private static Fold anyLease(Class<? extends JobEvent> kind) {
    return (state, event) -> {
      boolean isHeard =
          kind.isInstance(event)
              && state.status() == JobStatus.RUNNING
              && ((OfAttempt) event).attempt() == state.lastAttempt().number();
      return state.apply(isHeard ? withLease(event, state.lastAttempt().lease()) : event);
    };
  }

  /** R1 without R2: the first end on the log counts, whichever lease it has. */
  private static Fold anyAttempt() {
    return (state, event) -> {
      boolean isHeard = event instanceof Completed && state.status() == JobStatus.RUNNING;
      return state.apply(
          isHeard
              ? new Completed(
                  event.at(),
                  state.lastAttempt().number(),
                  state.lastAttempt().lease(),
                  JobResult.NONE)
              : event);
    };
  }

  private static JobEvent withLease(JobEvent event, String lease) {
    if (event instanceof AttemptEnded ended) {
      return new AttemptEnded(
          ended.at(), ended.attempt(), lease, ended.reason(), ended.message(), ended.retryAt());
    }
    if (event instanceof Failed failed) {
      return new Failed(
          failed.at(), failed.attempt(), lease, failed.reason(), failed.message(), failed.result());
    }
    return event instanceof Completed completed
        ? new Completed(completed.at(), completed.attempt(), lease, completed.result())
        : event;
  }
}
