/**
 * Coding agents as Handoff runs them: their command lines, what they are told, and how to tell from
 * what they write whether they have done their work. Nothing in this package starts a job's
 * process.
 */
package dev.handoff.worker.attempt.agents;
