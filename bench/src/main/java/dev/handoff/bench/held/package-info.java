/**
 * Jobs that run until they are let go, their workers, and what the log reports of them: for
 * scenarios in which a process dies.
 */
package dev.handoff.bench.held;
