package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.handoff.job.JobEvent;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSettings.Wanted;
import dev.handoff.log.status.EventCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/asyncapi.yaml says of the topics is so, and all of it can be found. */
class AsyncApiTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "asyncapi.yaml");

  private final JsonNode document = read(DOCUMENT);

  @Test
  void everyTopicIsAChannelWithItsPartitionsAndItsRetention() {
    Map<String, Wanted> topics = TopicSettings.DEFAULT.wanted(Topics.DEFAULT, Set.of("lane"));
    Set<String> described = new HashSet<>();

    for (JsonNode channel : document.get("channels")) {
      String topic = channel.get("address").textValue().replace("{lane}", "lane");
      described.add(topic);
      JsonNode kafka = channel.at("/bindings/kafka");
      Wanted wanted = topics.get(topic);
      assertThat(wanted).as(topic).isNotNull();
      assertThat(kafka.get("partitions").intValue()).as(topic).isEqualTo(wanted.partitions());
      assertThat(kafka.at("/topicConfiguration/retention.ms").asText())
          .as(topic)
          .isEqualTo(wanted.configs().get("retention.ms"));
    }

    assertThat(described).isEqualTo(topics.keySet()).hasSize(8);
  }

  @Test
  void everyEventIsAMessageOfTheStatusTopicWithItsTypeAndSchema() {
    Set<String> messages = new TreeSet<>();
    document
        .at("/channels/status/messages")
        .forEach(
            reference -> {
              JsonNode message = document.at(reference.get("$ref").textValue().substring(1));
              messages.add(message.get("name").textValue());
              assertThat(message.at("/headers/allOf/1/properties/ce_type/const"))
                  .isEqualTo(message.get("name"));
              assertThat(message.at("/payload/$ref").textValue())
                  .endsWith("records.schema.json#/$defs/" + eventName(message));
            });

    assertThat(messages)
        .isEqualTo(
            EventCodec.eventClasses(JobEvent.class)
                .map(EventCodec::typeOf)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static String eventName(JsonNode message) {
    return message.get("name").textValue().replaceAll("^dev\\.handoff\\.job\\.|\\.v1$", "");
  }

  @Test
  void everyTopicIsWrittenAndReadButTheSeatsWhichNobodyWrites() {
    Map<String, Set<String>> actions = new java.util.TreeMap<>();
    document
        .get("operations")
        .forEach(
            operation ->
                actions
                    .computeIfAbsent(
                        operation.at("/channel/$ref").textValue().replace("#/channels/", ""),
                        channel -> new TreeSet<>())
                    .add(operation.get("action").textValue()));

    assertThat(actions).hasSize(8).containsEntry("seats", Set.of("receive"));
    actions.remove("seats");
    assertThat(actions.values()).allMatch(Set.of("receive", "send")::equals);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> lost = new ArrayList<>();
    Set<Path> seen = new HashSet<>();

    int references = follow(DOCUMENT.toAbsolutePath().normalize(), seen, lost);

    assertThat(lost).isEmpty();
    assertThat(references).isGreaterThan(100);
    assertThat(seen)
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder("asyncapi.yaml", "records.schema.json", "brief.schema.json");
  }

  /** How many there are in the file and those that it leads to. */
  private static int follow(Path file, Set<Path> seen, List<String> lost) {
    if (!seen.add(file)) {
      return 0;
    }
    int[] count = {0};
    eachReference(
        read(file),
        (where, reference) -> {
          count[0]++;
          String[] parts = reference.split("#", 2);
          Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
          if (!Files.exists(target) || read(target).at(parts[1]).isMissingNode()) {
            lost.add(file.getFileName() + " " + where + ": " + reference);
          } else {
            count[0] += follow(target, seen, lost);
          }
        });
    return count[0];
  }

  private static void eachReference(JsonNode tree, BiConsumer<String, String> told) {
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      if (field.getKey().equals("$ref") && field.getValue().isTextual()) {
        told.accept(tree.toString(), field.getValue().textValue());
      }
      eachReference(field.getValue(), told);
    }
    if (tree.isArray()) {
      tree.forEach(element -> eachReference(element, told));
    }
  }

  /** JSON is YAML. */
  private static JsonNode read(Path file) {
    try {
      return new YAMLMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }
}
