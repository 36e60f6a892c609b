/**
 * Which workers live, who is a steward, and orders to workers: beats, seats and the control topic.
 * Read {@link dev.handoff.log.presence.BeatLog} first.
 */
@NullMarked
package dev.handoff.log.presence;

import org.jspecify.annotations.NullMarked;
