package dev.handoff.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a stream writes, and when it ends. */
class PumpTest {

  /** Keeps each write until the test flushes it. */
  private static final class SlowOutlet implements Outlet {

    private final List<String> texts = new ArrayList<>();
    private final List<Flushed> open = new ArrayList<>();
    private boolean isEnded;
    private @Nullable String cut;

    @Override
    public void write(ByteBuffer bytes, boolean isLast, Flushed flushed) {
      texts.add(text(bytes));
      isEnded |= isLast;
      open.add(flushed);
    }

    @Override
    public void cut(String why) {
      cut = why;
      open.forEach(write -> write.failed(new IOException(why)));
    }

    private void flush() {
      open.remove(0).succeeded();
    }
  }

  private static Outlet outlet(BiConsumer<String, Outlet.Flushed> writes) {
    return new Outlet() {
      @Override
      public void write(ByteBuffer bytes, boolean isLast, Flushed flushed) {
        writes.accept(text(bytes), flushed);
      }

      @Override
      public void cut(String why) {
        throw new AssertionError(why);
      }
    };
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  private final TextQueue queue = new TextQueue();
  private final SlowOutlet outlet = new SlowOutlet();
  private final AtomicInteger over = new AtomicInteger();
  private final Pump pump = new Pump(queue, outlet, Runnable::run, over::incrementAndGet);

  @Test
  void oneWriteIsOpenAtATimeAndWhatComesMeanwhileIsJoined() {
    queue.add("a");
    pump.wake();
    queue.add("b");
    pump.wake();
    queue.add("c");
    pump.wake();
    assertThat(outlet.texts).containsExactly("a");

    outlet.flush();

    assertThat(outlet.texts).containsExactly("a", "bc");
  }

  @Test
  void aStreamEndsOnlyAfterAllThatWasWrittenIsFlushed() {
    queue.add("a");
    pump.wake();
    queue.add("b");
    queue.close();
    pump.wake();
    assertThat(outlet.isEnded).isFalse();

    outlet.flush();
    assertThat(outlet.texts).containsExactly("a", "b");
    assertThat(outlet.isEnded).isFalse();
    outlet.flush();

    assertThat(outlet.isEnded).isTrue();
    assertThat(over).hasValue(0);
    outlet.flush();
    assertThat(over).hasValue(1);
  }

  @Test
  void aStreamThatIsEndedSendsWhatItHas() {
    queue.add("a");
    pump.wake();
    queue.add("b");

    pump.end();
    outlet.flush();
    outlet.flush();
    outlet.flush();

    assertThat(outlet.texts).containsExactly("a", "b", "");
    assertThat(outlet.isEnded).isTrue();
  }

  @Test
  void aReaderThatIsGoneEndsTheStreamOnce() {
    queue.add("a");
    pump.wake();

    outlet.open.remove(0).failed(new IllegalStateException("gone"));
    queue.add("b");
    pump.wake();
    pump.end();

    assertThat(outlet.texts).containsExactly("a");
    assertThat(over).hasValue(1);
  }

  @Test
  void aSilentStreamSaysThatItLivesAndOnlyThen() {
    long now = System.nanoTime();
    pump.tick(now + TimeUnit.SECONDS.toNanos(14));
    assertThat(outlet.texts).isEmpty();

    pump.tick(now + TimeUnit.SECONDS.toNanos(16));
    pump.tick(now + TimeUnit.SECONDS.toNanos(40)); // while the write is open

    assertThat(outlet.texts).containsExactly(":\n\n");
  }

  @Test
  void writesThatAreFlushedAtOnceTakeNoStack() {
    AtomicInteger written = new AtomicInteger();
    Pump.Source endless =
        new Pump.Source() {
          @Override
          public ByteBuffer next() {
            return written.get() < 100_000 ? ByteBuffer.allocate(1) : null;
          }

          @Override
          public boolean isAtEnd() {
            return true;
          }
        };
    Outlet fast =
        outlet(
            (text, flushed) -> {
              written.incrementAndGet();
              flushed.succeeded();
            });

    new Pump(endless, fast, Runnable::run, over::incrementAndGet).wake();

    assertThat(written).hasValue(100_001);
    assertThat(over).hasValue(1);
  }

  @Test
  void whatManyThreadsAddIsSentOnceAndInTheirOrder() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    StringBuffer sent = new StringBuffer();
    Outlet later =
        outlet(
            (text, flushed) ->
                threads.execute(
                    () -> {
                      sent.append(text);
                      flushed.succeeded();
                    }));
    Pump shared = new Pump(queue, later, threads, over::incrementAndGet);
    StringBuilder wanted = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      queue.add(i + ",");
      wanted.append(i).append(',');
      shared.wake();
    }
    queue.close();
    shared.wake();

    org.awaitility.Awaitility.await().until(() -> over.get() == 1);
    assertThat(sent.toString()).isEqualTo(wanted.toString());
    threads.shutdown();
  }

  @Test
  void aReaderOfAnAnswerThatLeavesTooMuchUnreadIsCutOffAndIsNotToldThatThisIsAll() {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    TextStream stream = new TextStream(new Streams(Runnable::run, clock));
    stream.run(outlet, over::incrementAndGet);
    String text = "x".repeat(1 << 20);

    for (int i = 0; i < 20; i++) {
      stream.send(text);
    }
    stream.end();

    clock.shutdownNow();
    assertThat(outlet.cut).contains("16 MiB");
    assertThat(outlet.isEnded).isFalse();
    assertThat(over).hasValue(1);
  }
}
