package dev.handoff.worker.attempt.step;

import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.source.CarriedFiles;
import dev.handoff.worker.attempt.source.PathTarget;
import java.util.Optional;

/**
 * The result of {@link Prepare}.
 *
 * @param carried files that came with the job beside its commit
 * @param target the repository on this disk that gets the branch; empty: none
 */
public record Prepared(JobTree tree, CarriedFiles carried, Optional<PathTarget> target) {}
