package dev.handoff.cli.state;

import java.time.Instant;

/**
 * The description that the background process writes once it is ready.
 *
 * @param build of the software that it runs; a newer build restarts it
 */
public record LocalProcess(long pid, String bootstrapServer, String build, Instant startedAt) {}
