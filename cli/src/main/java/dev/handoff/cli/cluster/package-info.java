/**
 * Commands about a cluster: its topics, workers, keys and dead letters, the choice of it, and the
 * diagnosis of problems.
 */
@NullMarked
package dev.handoff.cli.cluster;

import org.jspecify.annotations.NullMarked;
