/**
 * The topics and group settings that a cluster must have, what it has, and what is done about it.
 * Read {@link dev.handoff.log.setup.ClusterSetup} first.
 */
@NullMarked
package dev.handoff.log.setup;

import org.jspecify.annotations.NullMarked;
