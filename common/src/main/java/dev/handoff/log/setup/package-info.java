/**
 * Checks the topics and group settings of a cluster against those that it must have, and corrects
 * them. Read {@link dev.handoff.log.setup.ClusterSetup} first.
 */
@NullMarked
package dev.handoff.log.setup;

import org.jspecify.annotations.NullMarked;
