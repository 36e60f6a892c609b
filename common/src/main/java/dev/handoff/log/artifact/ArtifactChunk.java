package dev.handoff.log.artifact;

import java.time.Instant;

/** A part of a file of an attempt, such as its log, as stored on the artifacts topic. */
public record ArtifactChunk(int attempt, Instant at, byte[] bytes) {}
