/**
 * Reads all events of all jobs for a steward, and checks that it keeps up. Read {@link
 * dev.handoff.log.feed.LogFeed} first.
 */
@NullMarked
package dev.handoff.log.feed;

import org.jspecify.annotations.NullMarked;
