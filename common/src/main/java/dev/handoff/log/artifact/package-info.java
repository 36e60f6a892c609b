/**
 * The artifacts topic: logs, patches, reports and bundles in chunks. Read {@link
 * dev.handoff.log.artifact.ArtifactStore} first.
 */
@NullMarked
package dev.handoff.log.artifact;

import org.jspecify.annotations.NullMarked;
