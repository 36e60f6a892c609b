/**
 * Coding agents as Handoff runs them: their command lines, their prompts, and how to tell from
 * their output whether they have done their work. Nothing in this package starts a job's process.
 */
@NullMarked
package dev.handoff.worker.attempt.agents;

import org.jspecify.annotations.NullMarked;
