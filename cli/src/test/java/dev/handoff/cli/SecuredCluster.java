package dev.handoff.cli;

import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.testkit.SecuredBroker;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A broker with authentication and ACLs, the topics of an installation, and a user for each of the
 * four roles with the rules of {@code ops/acls.sh}.
 */
final class SecuredCluster implements AutoCloseable {

  static final Topics TOPICS = new Topics("team");
  static final String PASSWORD = "s3cret-of-";
  static final Duration SOON = Duration.ofSeconds(90);
  static final String GREET = "goal: Greet.\nrun: {handler: greet}\n";

  private final Path folder;
  private final SecuredBroker broker;
  private final JobId waiting;

  /**
   * Starts one.
   *
   * @param login how long a login is valid; zero for the life of the connection
   */
  SecuredCluster(Path folder, Duration login) throws Exception {
    this.folder = folder;
    this.broker = new SecuredBroker(folder, login);
    for (String role : List.of("submitter", "watcher", "worker", "ops")) {
      addUser(role, role);
    }
    try (Admin ops = settings("ops").admin()) {
      new TopicSetup(ops, TOPICS, TopicSettings.DEFAULT).ensure(Set.of("standard", "other"));
    }
    this.waiting = as("submitter").submit(GREET, "--in", "1h");
  }

  SecuredBroker broker() {
    return broker;
  }

  Path folder() {
    return folder;
  }

  /** A job that is not due before all tests have ended. */
  JobId waiting() {
    return waiting;
  }

  /**
   * @param more options of the script
   */
  void addUser(String user, String role, String... more) throws Exception {
    broker.addUser(user, PASSWORD + user);
    setRights(user, role, true, more);
  }

  void setRights(String user, String role, boolean isGranted, String... more) throws Exception {
    List<AclBinding> rules = AclScript.rules(role, user, TOPICS.prefix(), more);
    if (isGranted) {
      broker.admin().createAcls(rules).all().get(30, TimeUnit.SECONDS);
    } else {
      List<AclBindingFilter> filters = rules.stream().map(AclBinding::toFilter).toList();
      broker.admin().deleteAcls(filters).all().get(30, TimeUnit.SECONDS);
    }
  }

  KafkaSettings settings(String user) {
    return new KafkaSettings(broker.login(user, PASSWORD + user), TOPICS);
  }

  /** The commands, run as that user. */
  Commands as(String user) {
    return with(user, broker.login(user, PASSWORD + user));
  }

  /**
   * @param name of the folder of that login
   */
  Commands with(String name, Map<String, String> login) {
    try {
      Path own = Files.createDirectories(folder.resolve("login-of-" + name));
      Properties properties = new Properties();
      properties.putAll(login);
      try (OutputStream out = Files.newOutputStream(own.resolve("login.properties"))) {
        properties.store(out, null);
      }
      return new Commands(new KafkaSettings(login, TOPICS), own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects as the broker's superuser, which has no role. */
  void write(String topic, String key, String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>copyOf(broker.superuser()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
