/** Writes, judges and shows briefs, and keeps notes where they were unclear. */
package dev.handoff.cli.brief;
