/**
 * Holds heartbeats of workers, seats of stewards and orders to workers. Read {@link
 * dev.handoff.log.presence.BeatLog} first.
 */
@NullMarked
package dev.handoff.log.presence;

import org.jspecify.annotations.NullMarked;
