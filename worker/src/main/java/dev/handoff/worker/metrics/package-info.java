/**
 * Metrics for those who run Handoff: of one worker, of the whole log, and the page that serves
 * both. Knows jobs and the log, but no part of a worker.
 */
@NullMarked
package dev.handoff.worker.metrics;

import org.jspecify.annotations.NullMarked;
