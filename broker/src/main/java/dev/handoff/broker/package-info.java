/**
 * A real single-node Kafka broker in this JVM: the local default, tests and the bench run on it.
 * Start reading at {@link dev.handoff.broker.LocalBroker}.
 */
package dev.handoff.broker;
