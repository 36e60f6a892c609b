/**
 * Decides whether a valid brief is a good one. Pure: the caller passes the facts about its commit.
 * Read {@link dev.handoff.brief.lint.BriefLint} first, then {@link
 * dev.handoff.brief.lint.SourceLint}.
 */
@NullMarked
package dev.handoff.brief.lint;

import org.jspecify.annotations.NullMarked;
