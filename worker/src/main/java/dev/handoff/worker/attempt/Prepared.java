package dev.handoff.worker.attempt;

import java.util.Optional;

/**
 * What {@link Prepare} made.
 *
 * @param carried what came with the job beside its commit
 * @param target the repository of this disk that gets the branch; empty: none
 */
record Prepared(JobTree tree, CarriedFiles carried, Optional<PathTarget> target) {}
