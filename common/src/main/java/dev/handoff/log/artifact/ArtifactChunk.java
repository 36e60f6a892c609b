package dev.handoff.log.artifact;

import java.time.Instant;

/**
 * A part of a file of an attempt, such as its log, as stored on the artifacts topic.
 *
 * @param offset in the job's partition of that topic
 */
public record ArtifactChunk(int attempt, Instant at, byte[] bytes, long offset) {}
