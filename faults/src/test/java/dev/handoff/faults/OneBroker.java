package dev.handoff.faults;

import java.nio.file.Path;

/** A broker on which the tests of a class make their installations. */
record OneBroker(Path folder, BrokerProcess broker) implements AutoCloseable {

  static OneBroker in(Path folder) {
    return new OneBroker(folder, BrokerProcess.in(folder.resolve("broker")));
  }

  Installation installation(String name) {
    return new Installation(broker, name, Installation.made(folder.resolve(name)));
  }

  @Override
  public void close() {
    broker.close();
  }
}
