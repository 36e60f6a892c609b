package dev.handoff.cli;

import static dev.handoff.cli.SecuredCluster.TOPICS;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Requests of a user with a login and any client, which the role of the user must not allow. */
final class ForbiddenActs {

  /** One attempt; the login is a set of client properties. */
  interface Act {
    void go(Map<String, Object> login) throws Exception;
  }

  private interface AdminAct {
    void go(Admin admin) throws ExecutionException, InterruptedException;
  }

  private ForbiddenActs() {}

  /** All acts that are forbidden to that role, by name. */
  static Map<String, Act> of(String role) {
    Map<String, Act> acts = new HashMap<>(ofEverybody());
    if (!role.equals("ops")) {
      acts.put("make a lane", byAdmin(admin -> make(admin, TOPICS.tasks("mine"))));
      acts.put(
          "change a topic",
          byAdmin(admin -> admin.incrementalAlterConfigs(retention()).all().get()));
    }
    if (!role.equals("worker")) {
      acts.put("take a job", ForbiddenActs::take);
      acts.put("beat", login -> append(login, TOPICS.workers()));
      acts.put("order a stop", login -> append(login, TOPICS.control()));
      acts.put("take a seat", ForbiddenActs::sit);
    }
    if (role.equals("watcher")) {
      acts.put("say how a job ended", login -> append(login, TOPICS.status()));
      acts.put("write a log", login -> append(login, TOPICS.artifacts()));
    }
    return acts;
  }

  private static Map<String, Act> ofEverybody() {
    TopicPartition events = new TopicPartition(TOPICS.status(), 0);
    return Map.of(
        "delete a topic",
        byAdmin(admin -> admin.deleteTopics(List.of(TOPICS.status())).all().get()),
        "delete records",
        byAdmin(
            admin ->
                admin.deleteRecords(Map.of(events, RecordsToDelete.beforeOffset(0))).all().get()),
        "give rights",
        byAdmin(admin -> admin.createAcls(AclScript.rules("ops", "eve", "team")).all().get()),
        "make a topic of another",
        byAdmin(admin -> make(admin, "other")));
  }

  private static Act byAdmin(AdminAct act) {
    return login -> {
      try (Admin admin = Admin.create(login)) {
        act.go(admin);
      }
    };
  }

  private static void make(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
  }

  private static Map<ConfigResource, Collection<AlterConfigOp>> retention() {
    return Map.of(
        new ConfigResource(ConfigResource.Type.TOPIC, TOPICS.status()),
        List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "1"), AlterConfigOp.OpType.SET)));
  }

  private static void append(Map<String, Object> login, String topic) throws Exception {
    byte[] nothing = "{}".getBytes(StandardCharsets.UTF_8);
    try (var producer =
        new KafkaProducer<>(login, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, 0, "key", nothing)).get();
    }
  }

  private static void take(Map<String, Object> login) {
    Map<String, Object> settings = new HashMap<>(login);
    settings.put("group.id", TOPICS.laneGroup("standard"));
    var consumer =
        new KafkaShareConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      consumer.subscribe(List.of(TOPICS.tasks("standard")));
      // It throws at the start of a poll, not within it.
      for (int i = 0; i < 100; i++) {
        consumer.poll(Duration.ofMillis(100));
      }
    } finally {
      consumer.close(Duration.ZERO);
    }
  }

  private static void sit(Map<String, Object> login) {
    Map<String, Object> settings = new HashMap<>(login);
    settings.put("group.id", TOPICS.seats());
    var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      consumer.subscribe(List.of(TOPICS.seats()));
      consumer.poll(SecuredCluster.SOON);
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }
}
