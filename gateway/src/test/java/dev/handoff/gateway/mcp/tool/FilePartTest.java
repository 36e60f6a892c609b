package dev.handoff.gateway.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilePartTest {

  private static FilePart part(byte[] file, long from, int most) {
    FilePart.Window window = new FilePart.Window(from, most);
    int half = file.length / 2;
    window.write(file, 0, half);
    window.write(file, half, file.length - half);
    return window.part(file.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 7, 11, 100})
  void partsThatFollowOneAnotherAreTheFile(int most) {
    String text = "aä€😀 plain ".repeat(3);
    byte[] file = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder read = new StringBuilder();

    FilePart part = part(file, 0, most);
    read.append(part.text());
    while (!part.isLast()) {
      part = part(file, part.next(), most);
      read.append(part.text());
    }

    assertThat(read.toString()).isEqualTo(text);
  }

  @Test
  void behindTheEndThereIsNothing() {
    FilePart part = part("abc".getBytes(StandardCharsets.UTF_8), 10, 5);

    assertThat(part.text()).isEmpty();
    assertThat(part.isLast()).isTrue();
  }

  @Test
  void bytesThatAreNoTextDoNotStopIt() {
    byte[] file = new byte[100];
    java.util.Arrays.fill(file, (byte) 0xff);

    FilePart part = part(file, 0, 10);

    assertThat(part.next()).isPositive();
  }
}
