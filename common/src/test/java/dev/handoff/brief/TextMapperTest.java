package dev.handoff.brief;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.handoff.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextMapperTest {

  private final TextMapper texts = new TextMapper(text -> text.replace("red", "blue"));

  private static JsonNode json(String text) {
    return Json.tolerant().read(text, JsonNode.class);
  }

  @Test
  void mapsWhatIsThere() {
    assertThat(texts.map("a red one")).isEqualTo("a blue one");
    assertThat(texts.map(List.of("red", "green"))).containsExactly("blue", "green");
  }

  @Test
  void whatIsAbsentStaysAbsent() {
    assertThat(texts.mapIfThere((String) null)).isNull();
    assertThat(texts.mapIfThere((List<String>) null)).isNull();
    assertThat(texts.map(NullNode.getInstance())).isSameAs(NullNode.getInstance());
  }

  @Test
  void mapsNamesAndValuesOfJsonHoweverDeep() {
    assertThat(texts.map(json("{\"red\": [\"red\", {\"a\": \"red\"}, 7, true, null]}")))
        .isEqualTo(json("{\"blue\": [\"blue\", {\"a\": \"blue\"}, 7, true, null]}"));
  }

  @Test
  void mapsBytesInTheFormInWhichTheyAreWritten() {
    BinaryNode bytes = BinaryNode.valueOf(new byte[] {(byte) 0xad, (byte) 0xe7, 0x40});

    assertThat(bytes.asText()).isEqualTo("redA");
    assertThat(texts.map(bytes).textValue()).isEqualTo("blueA");
  }
}
