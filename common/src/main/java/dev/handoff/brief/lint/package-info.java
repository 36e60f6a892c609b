/**
 * Whether a valid brief is a good one: pure, with what is known of its commit given in. Read {@link
 * dev.handoff.brief.lint.BriefLint} first, then {@link dev.handoff.brief.lint.SourceLint}.
 */
@NullMarked
package dev.handoff.brief.lint;

import org.jspecify.annotations.NullMarked;
