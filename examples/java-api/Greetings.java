import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobView;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.producer.JobProducer;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.handler.JobHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/** Submits a job, runs it by a handler, and is told its end. Arguments: Kafka's NAME=VALUE. */
class Greetings {

  private static final String BRIEF =
      """
      goal: Ada is greeted.
      run: {handler: greet, with: {name: Ada}}
      """;

  public static void main(String[] arguments) throws Exception {
    KafkaSettings kafka = new KafkaSettings(properties(arguments), new Topics("greetings"));
    Brief brief = new BriefReader().read(BRIEF.getBytes(StandardCharsets.UTF_8));
    JobHandler greet = job -> TextNode.valueOf("Hello, " + job.input().get("name").asText());
    WorkerSettings settings =
        WorkerSettings.of("greeter", Files.createTempDirectory("greetings"))
            .withHandlers(Map.of("greet", greet));

    try (Worker worker = new Worker(kafka, settings);
        JobProducer producer = new JobProducer(kafka, "example");
        Awaiter awaiter = new Awaiter(kafka)) {
      worker.start();
      JobView end = producer.submit(brief).thenCompose(awaiter::await).get();
      System.out.println(end.status().label() + ": " + end.result().value().asText());
    }
  }

  private static Map<String, String> properties(String[] arguments) {
    Map<String, String> properties = new HashMap<>();
    for (String argument : arguments) {
      String[] nameAndValue = argument.split("=", 2);
      properties.put(nameAndValue[0], nameAndValue[1]);
    }
    return properties;
  }
}
