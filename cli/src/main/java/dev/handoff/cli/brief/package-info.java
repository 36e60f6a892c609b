/** Writes, judges and shows briefs, and keeps notes where they were unclear. */
@NullMarked
package dev.handoff.cli.brief;

import org.jspecify.annotations.NullMarked;
