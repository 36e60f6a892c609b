/** Submits jobs. The entry is {@link dev.handoff.producer.JobProducer}. */
package dev.handoff.producer;
