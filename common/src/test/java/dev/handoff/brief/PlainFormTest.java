package dev.handoff.brief;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.brief.schema.BriefText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without the schema is what the schema accepts. */
class PlainFormTest {

  private static final BriefReader READER = new BriefReader();
  private static final BriefText TEXT = new BriefText();
  private static final JsonMapper JSON = new JsonMapper();

  private static final List<String> BRIEFS =
      List.of(
          BriefReaderTest.FULL,
          "goal: g\nrun: {command: make}",
          "goal: g\nrun: {handler: h, with: {a: [1, null]}}\nlimits: {timeout: 90, log: 10}",
          "goal: g\nrun: {agent: codex, model: m, effort: high, turns: 60, budget: 5.5}\nprotect: [a]");

  private static final List<String> FIELDS =
      List.of(
          "brief",
          "title",
          "goal",
          "scope",
          "run",
          "env",
          "network",
          "checks",
          "baseline",
          "output",
          "changes",
          "expect",
          "limits",
          "retries",
          "lane",
          "template",
          "repo",
          "ref",
          "dir",
          "carry",
          "command",
          "handler",
          "with",
          "agent",
          "turns",
          "budget",
          "name",
          "timeout",
          "idle",
          "log",
          "queue",
          "attempts",
          "backoff",
          "on",
          "other");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "1",
          "2",
          "-1",
          "1.0",
          "1.5",
          "101",
          "4294967297",
          "1e400",
          "99999999999999999999",
          "\"\"",
          "\" \"",
          "\"x\"",
          "\"ON\"",
          "\"on\"",
          "\"off\"",
          "\"1\"",
          "\"10m\"",
          "\"1h30m\"",
          "\"5x\"",
          "\"366d\"",
          "\"64MiB\"",
          "\"true\"",
          "\"/\"",
          "\"/a\"",
          "\"./\"",
          "\"./a/\"",
          "\"a/..\"",
          "\"..\"",
          "\".\"",
          "\"a//\"",
          "\"-x\"",
          "\"a\\nb\"",
          "\"\\u0000\"",
          "\"\\u00e4\"",
          "\"PATCH\"",
          "\"patch\"",
          "\"required\"",
          "\"Required\"",
          "[]",
          "[\"a\"]",
          "[\"\"]",
          "[null]",
          "[1]",
          "[[\"a\"]]",
          "[\"a\",\"a\"]",
          "[\"patch\",\"patch\"]",
          "{}",
          "{\"command\":\"x\"}",
          "{\"name\":\"n\",\"run\":\"x\"}",
          "[{\"name\":\"n\",\"run\":\"x\"}]",
          "\"" + "0".repeat(40) + "\"",
          "\"" + "0".repeat(41) + "\"",
          "\"" + "0".repeat(31) + "\"",
          "\"" + "/".repeat(1030) + "\"",
          "\"a" + "/".repeat(1030) + "\"");

  @Test
  void noPlainBriefIsRefusedByTheSchema() throws IOException {
    Random random = new Random(3);
    int plain = 0;
    int others = 0;
    for (int i = 0; i < 12_000; i++) {
      ObjectNode tree = tree(BRIEFS.get(random.nextInt(BRIEFS.size())));
      for (int change = random.nextInt(3); change >= 0; change--) {
        change(tree, random);
      }
      byte[] json = JSON.writeValueAsBytes(tree);
      if (READER.plain(tree) == null) {
        others++;
      } else {
        plain++;
        assertThatCode(() -> READER.requireValid(json))
            .as(tree::toString)
            .doesNotThrowAnyException();
      }
    }

    assertThat(plain).isGreaterThan(1_000);
    assertThat(others).isGreaterThan(1_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "goal: g\nrun: {command: [sh, x.sh]}\nscope: {repo: ., include: ['a/**'], dir: ./b/}",
        "goal: g\nrun: {command: a | b}\nchecks: [{name: it does, run: [grep, x, y]}]\nexpect: 5",
        "goal: g\nrun: {handler: h, with: {a: ä}}"
      })
  void aPlainBriefIsReadAsWithTheSchema(String written) {
    ObjectNode tree = tree(written);
    READER.requireValid(written.getBytes(UTF_8));

    Brief read = READER.read(written.getBytes(UTF_8));

    assertThat(read).isEqualTo(BriefDefaults.complete(tree, Brief.DEFAULT_LANE));
  }

  private static ObjectNode tree(String written) {
    return TEXT.parse(written.getBytes(UTF_8));
  }

  /** Sets, adds or removes a field or an element somewhere. */
  private static void change(ObjectNode tree, Random random) throws IOException {
    List<JsonNode> places = new ArrayList<>();
    collect(tree, places);
    JsonNode place = places.get(random.nextInt(places.size()));
    JsonNode value = JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
    if (place instanceof ObjectNode mapping) {
      List<String> names = new ArrayList<>();
      mapping.fieldNames().forEachRemaining(names::add);
      boolean isOld = !names.isEmpty() && random.nextInt(4) > 0;
      List<String> from = isOld ? names : FIELDS;
      String name = from.get(random.nextInt(from.size()));
      if (isOld && random.nextInt(6) == 0) {
        mapping.remove(name);
      } else {
        mapping.set(name, value);
      }
    } else if (place instanceof ArrayNode list) {
      if (list.isEmpty() || random.nextBoolean()) {
        list.add(value);
      } else {
        list.set(random.nextInt(list.size()), value);
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> places) {
    if (node.isContainerNode()) {
      places.add(node);
      node.forEach(inner -> collect(inner, places));
    }
  }
}
