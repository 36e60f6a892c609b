/**
 * The last step: what leaves the worker as patch, branch, pull request, artifacts and report, after
 * a search for secrets. Read {@link dev.handoff.worker.attempt.publish.Publish} first.
 */
@NullMarked
package dev.handoff.worker.attempt.publish;

import org.jspecify.annotations.NullMarked;
