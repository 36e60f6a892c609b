package dev.handoff.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A brief that is written as YAML is read as the same brief. */
class YamlTest {

  private final BriefReader reader = new BriefReader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain words",
        "on",
        "no",
        "null",
        "~",
        "12",
        "1e3",
        "0x1F",
        "12:30",
        "2026-01-02",
        "0.5",
        "1_000",
        ".inf",
        "a: b",
        "- a",
        "a #b",
        "#a",
        "'a'",
        "\"a\"",
        "{a}",
        "[a]",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "a\nb",
        "a\n\n b \n",
        " a ",
        "\ta\n\tb",
        "a\r\nb",
        "---",
        "\u001b[31ma",
        "\u0085\u009b\u007f",
        "příběh 築地 🚲",
        "\u202ea",
        "\uFEFFa\u2028b"
      })
  void anyTextComesBack(String text) {
    Brief brief = briefWith(text);

    String yaml = Yaml.text(brief);

    assertThat(reader.read(yaml.getBytes(UTF_8))).as(yaml).isEqualTo(brief);
    assertThat(yaml.codePoints())
        .as(yaml)
        .noneMatch(point -> Character.isISOControl(point) && point != '\n');
  }

  private Brief briefWith(String text) {
    String goal = Json.tolerant().text("x " + text);
    String value = Json.tolerant().text(text);
    String json =
        """
        {"title": "A title", "goal": %s, "constraints": [%s],
         "run": {"command": ["sh", %s]}, "checks": [{"name": "a", "run": %s}]}
        """
            .formatted(goal, value, value, value);
    return reader.read(json.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{agent: codex, model: o1, effort: high, turns: 3, budget: 1.5}",
        "{handler: mail}",
        "{handler: mail, with: {a: [1, 'on', null], 'on': 2.50}}"
      })
  void everyFormOfRunComesBack(String run) {
    Brief brief = reader.read(("goal: Do it.\nrun: " + run + "\n").getBytes(UTF_8));

    assertThat(reader.read(Yaml.text(brief).getBytes(UTF_8))).isEqualTo(brief);
  }

  @Test
  void wordsNeedNoQuotes() {
    assertThat(Yaml.text(briefWith("a b")))
        .contains("title: A title\n", "constraints:\n  - a b\n", "network: \"on\"\n");
  }
}
