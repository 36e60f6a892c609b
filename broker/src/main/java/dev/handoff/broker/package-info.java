/**
 * A real single-node Kafka broker in this JVM: the local default, tests and the bench run on it.
 * Read {@link dev.handoff.broker.LocalBroker} first.
 */
@NullMarked
package dev.handoff.broker;

import org.jspecify.annotations.NullMarked;
