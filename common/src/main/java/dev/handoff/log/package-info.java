/**
 * Stores jobs on Kafka: the only code that knows topics, keys, headers and encodings. Read {@link
 * dev.handoff.log.Topics} first, then {@link dev.handoff.log.status.StatusLog}.
 */
@NullMarked
package dev.handoff.log;

import org.jspecify.annotations.NullMarked;
