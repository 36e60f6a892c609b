/**
 * What a worker appends to the topics, and what it claims with. Read {@link
 * dev.handoff.worker.log.Claim} first.
 */
@NullMarked
package dev.handoff.worker.log;

import org.jspecify.annotations.NullMarked;
