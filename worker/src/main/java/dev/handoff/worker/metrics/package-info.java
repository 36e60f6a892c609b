/**
 * Figures for those who run Handoff: what one worker did, what the log adds up to, and the page
 * that tells both. Knows jobs and the log, and no part of a worker.
 */
package dev.handoff.worker.metrics;
