package dev.handoff.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class NoRoomTest {

  private static final IOException FULL = new IOException("No space left on device");

  private static String said(Exception thrown) {
    StringWriter text = new StringWriter();
    assertThat(new Failures().handle(thrown, new PrintWriter(text))).isEqualTo(125);
    return text.toString();
  }

  @Test
  void itIsKnownHoweverItIsWrapped() {
    assertThat(NoRoom.is(FULL)).isTrue();
    assertThat(NoRoom.is(new UncheckedIOException(FULL))).isTrue();
    assertThat(NoRoom.is(new FileSystemException("/x", null, "No space left on device"))).isTrue();
    assertThat(NoRoom.is(new IOException("Disk quota exceeded"))).isTrue();
    assertThat(NoRoom.is(new IOException("Permission denied"))).isFalse();
    assertThat(NoRoom.is(new IllegalStateException("No space left on device"))).isFalse();
  }

  @Test
  void itIsToldInOneSentenceWithoutTheNameOfAClass() {
    assertThat(said(new UncheckedIOException(FULL)))
        .startsWith("handoff: a disk has no room for what this command writes")
        .doesNotContain("Exception", "\tat ");
    assertThat(said(new FileSystemException("/x", null, "No space left on device")))
        .isEqualTo("handoff: /x: No space left on device\n");
  }
}
