package dev.handoff.bench.loop;

import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.JavaProcess;
import dev.handoff.log.KafkaSettings;
import java.nio.file.Path;

/** The far side of the bare loop. Arguments: clients' settings, prefix, records per poll. */
final class EchoMain {

  private EchoMain() {}

  public static void main(String[] arguments) throws Exception {
    JavaProcess.endWithParent();
    KafkaSettings kafka = BrokerProcess.kafka(Path.of(arguments[0]), arguments[1]);
    BareLoop.echo(
        kafka, Integer.parseInt(arguments[2]), () -> System.out.println(JavaProcess.READY));
  }
}
