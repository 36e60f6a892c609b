/** Submits jobs. The entry is {@link dev.handoff.producer.JobProducer}. */
@NullMarked
package dev.handoff.producer;

import org.jspecify.annotations.NullMarked;
