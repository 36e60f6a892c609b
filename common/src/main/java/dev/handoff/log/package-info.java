/**
 * How jobs lie on Kafka: the only code that knows topics, keys, headers and encodings. Read {@link
 * dev.handoff.log.Topics} first, then {@link dev.handoff.log.status.StatusLog}.
 */
package dev.handoff.log;
