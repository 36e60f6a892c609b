package dev.handoff.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.gateway.mcp.Message.Malformed;
import dev.handoff.gateway.mcp.Message.Notification;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageLinesTest {

  private static final String NOTE = "{\"jsonrpc\":\"2.0\",\"method\":\"%s\"}";

  private static MessageLines of(String text, int longest) {
    return new MessageLines(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), longest);
  }

  private static String method(Message message) {
    return ((Notification) message).method();
  }

  @Test
  void readsOneMessageALineAndSkipsBlankOnes() throws IOException {
    MessageLines lines =
        of("\n\r\n" + NOTE.formatted("a") + "\r\n  \n" + NOTE.formatted("b"), 1000);

    assertThat(method(lines.next())).isEqualTo("a");
    assertThat(method(lines.next())).isEqualTo("b"); // without a line end
    assertThat(lines.next()).isNull();
  }

  @Test
  void refusesALineThatIsTooLongAndReadsTheNext() throws IOException {
    MessageLines lines = of("{" + "x".repeat(200) + "\n" + NOTE.formatted("next") + "\n", 100);

    assertThat(lines.next()).isInstanceOf(Malformed.class);
    assertThat(method(lines.next())).isEqualTo("next");
  }

  @Test
  void skipsALineOfBlanksThatIsTooLong() throws IOException {
    MessageLines lines = of(" ".repeat(500) + "\n" + NOTE.formatted("next") + "\n", 100);

    assertThat(method(lines.next())).isEqualTo("next");
  }
}
