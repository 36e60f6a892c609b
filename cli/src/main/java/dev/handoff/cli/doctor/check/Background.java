package dev.handoff.cli.doctor.check;

import java.time.Instant;

/**
 * The local process that is examined.
 *
 * @param build of the software that it runs
 */
public record Background(long pid, String build, Instant startedAt) {}
