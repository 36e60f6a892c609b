/**
 * What a steward reads of all jobs, and whether it has come to the end of it. Read {@link
 * dev.handoff.log.feed.LogFeed} first.
 */
@NullMarked
package dev.handoff.log.feed;

import org.jspecify.annotations.NullMarked;
