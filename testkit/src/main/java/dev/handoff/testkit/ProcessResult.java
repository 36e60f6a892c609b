package dev.handoff.testkit;

/**
 * How a process ended: its exit code (128 + signal number if a signal ended it) and all that it
 * wrote.
 */
public record ProcessResult(int exit, String stdout, String stderr) {}
