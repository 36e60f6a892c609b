/**
 * Chooses the cluster of a command: {@link dev.handoff.cli.context.ClusterChoice} evaluates flags,
 * variables and {@link dev.handoff.cli.context.Contexts}, the file of this user's clusters.
 */
@NullMarked
package dev.handoff.cli.context;

import org.jspecify.annotations.NullMarked;
